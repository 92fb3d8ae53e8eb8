// Sets and ranges as Xapian sees them. Private to the room.
#pragma once

#include "indexer/fields/document_set.h"
#include "storage/base/bytes.h"

#include <memory>

#include <xapian.h>

namespace kontor {

// The members of a set that the database has; weight 0.
class DocumentSetSource final : public Xapian::PostingSource {
  public:
    explicit DocumentSetSource(std::shared_ptr<const DocumentSet> documents);
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override { return frequency_; }
    Xapian::doccount get_termfreq_max() const override { return frequency_; }
    Xapian::docid get_docid() const override { return *existing_; }
    void next(double min_weight) override;
    void skip_to(Xapian::docid docid, double min_weight) override;
    bool at_end() const override { return started_ && existing_ == end_; }
    DocumentSetSource* clone() const override;
    void init(const Xapian::Database& database) override;

  private:
    void settle(Xapian::docid from);

    std::shared_ptr<const DocumentSet> documents_;
    Xapian::doccount frequency_ = 0;
    Xapian::PostingIterator existing_;  // of all documents
    Xapian::PostingIterator end_;
    bool started_ = false;
};

struct KeyRange {
    Bytes low;  // empty: open
    Bytes high;
    bool low_included = true;
    bool high_included = true;
    std::size_t key_bytes = 0;

    // Whether one of the keys in `value` lies in the range.
    bool holds(ByteView value) const;
};

// Documents with a value of a slot in a range; weight 0. Xapian's own range compares whole slots,
// ours may hold several values.
class ValueRangeSource final : public Xapian::PostingSource {
  public:
    ValueRangeSource(Xapian::valueno slot, KeyRange range)
        : slot_(slot), range_(std::move(range)) {}
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override { return frequency_ / 2; }
    Xapian::doccount get_termfreq_max() const override { return frequency_; }
    Xapian::docid get_docid() const override { return values_.get_docid(); }
    void next(double min_weight) override;
    void skip_to(Xapian::docid docid, double min_weight) override;
    bool at_end() const override { return started_ && values_ == end_; }
    ValueRangeSource* clone() const override;
    void init(const Xapian::Database& database) override;

  private:
    void settle();

    Xapian::valueno slot_;
    KeyRange range_;
    Xapian::doccount frequency_ = 0;
    Xapian::Database database_;
    Xapian::ValueIterator values_;
    Xapian::ValueIterator end_;
    bool started_ = false;
};

}  // namespace kontor

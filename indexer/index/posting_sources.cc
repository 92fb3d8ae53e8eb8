#include "indexer/index/posting_sources.h"

#include <algorithm>

namespace kontor {

DocumentSetSource::DocumentSetSource(std::shared_ptr<const DocumentSet> documents)
    : documents_(std::move(documents)) {}

void DocumentSetSource::init(const Xapian::Database& database) {
    // The estimate decides how the match is planned; Xapian's default would be far off.
    frequency_ = static_cast<Xapian::doccount>(
        std::min<std::uint64_t>(documents_->count(), database.get_doccount()));
    existing_ = database.postlist_begin("");
    end_ = database.postlist_end("");
    started_ = false;
}

// Moves to the first document at or after `from` that is a member and exists.
void DocumentSetSource::settle(Xapian::docid from) {
    for (;;) {
        const auto member = documents_->next(DocumentId(from));
        if (!member || member->value() > 0xffff'ffff) {
            existing_ = end_;
            return;
        }
        const auto wanted = static_cast<Xapian::docid>(member->value());
        existing_.skip_to(wanted);
        if (existing_ == end_ || *existing_ == wanted) {
            return;
        }
        from = *existing_;
    }
}

void DocumentSetSource::next(double) {
    if (started_ && *existing_ == 0xffff'ffff) {
        existing_ = end_;
        return;
    }
    const Xapian::docid from = started_ ? *existing_ + 1 : 1;
    started_ = true;
    if (existing_ != end_) {
        settle(from);
    }
}

void DocumentSetSource::skip_to(Xapian::docid docid, double) {
    if (started_ && existing_ != end_ && *existing_ >= docid) {
        return;
    }
    started_ = true;
    if (existing_ != end_) {
        settle(std::max<Xapian::docid>(docid, 1));
    }
}

DocumentSetSource* DocumentSetSource::clone() const {
    return std::make_unique<DocumentSetSource>(documents_).release();  // Xapian deletes it
}

bool KeyRange::holds(ByteView value) const {
    for (std::size_t at = 0; at + key_bytes <= value.size(); at += key_bytes) {
        const ByteView key = value.substr(at, key_bytes);
        if (!low.empty() && (low_included ? key < low : key <= low)) {
            continue;
        }
        if (!high.empty() && (high_included ? key > high : key >= high)) {
            return false;  // keys ascend
        }
        return true;
    }
    return false;
}

void ValueRangeSource::init(const Xapian::Database& database) {
    database_ = database;
    frequency_ = database.get_value_freq(slot_);
    values_ = database_.valuestream_begin(slot_);
    end_ = database_.valuestream_end(slot_);
    started_ = false;
}

void ValueRangeSource::settle() {
    while (values_ != end_ && !range_.holds(*values_)) {
        ++values_;
    }
}

void ValueRangeSource::next(double) {
    if (started_) {
        ++values_;
    }
    started_ = true;
    settle();
}

void ValueRangeSource::skip_to(Xapian::docid docid, double) {
    started_ = true;
    if (values_ != end_ && values_.get_docid() < docid) {
        values_.skip_to(docid);
    }
    settle();
}

ValueRangeSource* ValueRangeSource::clone() const {
    return std::make_unique<ValueRangeSource>(slot_, range_).release();  // Xapian deletes it
}

}  // namespace kontor

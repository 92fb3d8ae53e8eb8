#include "indexer/extract/image/page_images.h"
#include "indexer/extract/pdf/pdf_reader.h"
#include "indexer/extract/protocol.h"
#include "indexer/extract/searchable/searchable_pdf.h"
#include "indexer/extract/searchable/searchable_pictures.h"
#include "indexer/extract/worker/media_type.h"
#include "indexer/extract/worker/pages/page_reader.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

class FileOfResult final : public ByteSink {
  public:
    explicit FileOfResult(ResultSink& sink) : sink_(sink) {}
    void write(ByteView bytes) override { sink_.file(bytes); }

  private:
    ResultSink& sink_;
};

// Opens nothing, not even fonts: it draws nothing.
class SearchableReader final : public Reader {
  public:
    SearchableReader() {
        prepare_pdf();
        quieten_images();
    }
    ReadingEnd read(ByteView input, const ReadingOrder& order, ResultSink& sink) const override;
    std::vector<std::string> kinds() const override { return {"pdf", "image"}; }

  private:
    MediaTypes types_;
};

ReadingEnd SearchableReader::read(ByteView input,
                                  const ReadingOrder& order,
                                  ResultSink& sink) const {
    if (order.words_bytes > input.size()) {
        throw Error(ErrorCode::invalid, "find the words behind a document");
    }
    const ByteView document = input.substr(0, input.size() - order.words_bytes);
    const RecognisedWords words(input.substr(document.size()));
    const FoundType found = types_.of(document);
    sink.media_type(found.media_type);
    FileOfResult out(sink);
    try {
        if (found.media_type == "application/pdf") {
            make_searchable(document, words, out);
        } else {
            make_searchable_pictures(found.media_type, document, words, out);
        }
    } catch (const Error& error) {
        if (!error.reasons().empty() && error.reasons().front().code == "extract.encrypted") {
            return {TextState::encrypted, "extract.encrypted"};
        }
        throw;
    } catch (const ResultIsFull&) {
        return {TextState::failed, "extract.too_large"};
    }
    return {TextState::done, ""};
}

}  // namespace

std::unique_ptr<Reader> make_searchable_reader() {
    return std::make_unique<SearchableReader>();
}

}  // namespace kontor

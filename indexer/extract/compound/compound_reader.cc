#include "indexer/extract/compound/compound_reader.h"

#include "indexer/extract/compound/compound_file.h"
#include "indexer/extract/compound/outlook_message.h"
#include "indexer/extract/compound/presentation.h"
#include "indexer/extract/compound/summary.h"
#include "indexer/extract/compound/tnef.h"
#include "indexer/extract/compound/word_document.h"
#include "indexer/extract/compound/workbook.h"

namespace kontor {

namespace {

using compound::CompoundFile;
using compound::Reading;

enum class Kind { word, workbook, presentation, mail };

struct Main {
    std::string_view stream;
    Kind kind;
    std::string_view media_type;
};
// In a file for two versions of Excel the newer one comes first.
constexpr Main mains[] = {
    {"worddocument", Kind::word, "application/msword"},
    {"workbook", Kind::workbook, "application/vnd.ms-excel"},
    {"book", Kind::workbook, "application/vnd.ms-excel"},
    {"powerpoint document", Kind::presentation, "application/vnd.ms-powerpoint"},
    {compound::outlook_properties, Kind::mail, "application/vnd.ms-outlook"},
};

void read_main(Reading& reading, CompoundFile& file, const Main& main, CompoundFile::Place place) {
    if (main.kind == Kind::mail) {
        compound::OutlookMessage mail(reading, file);
        mail.add_text();
        reading.flow.finish();
        mail.add_parts();
        return;
    }
    compound::give_summary(reading, file);
    if (main.kind == Kind::word) {
        compound::read_word(reading, file, place);
    } else if (main.kind == Kind::workbook) {
        compound::read_workbook(reading, file.read(place));
    } else {
        compound::read_presentation(reading, file, place);
    }
    reading.flow.finish();
}

}  // namespace

std::optional<ReadingEnd> read_compound(ByteView bytes, ResultSink& sink, Parts& parts) {
    if (!CompoundFile::is_one(bytes)) {
        return std::nullopt;
    }
    CompoundFile file(bytes);
    if (!file.has_directory()) {
        sink.media_type("application/x-ole-storage");
        return ReadingEnd{TextState::failed, "extract.damaged"};
    }
    for (const Main& main : mains) {
        const std::optional<CompoundFile::Place> place =
            file.stream(CompoundFile::root, main.stream);
        if (!place) {
            continue;
        }
        sink.media_type(main.media_type);
        TextFlow flow(sink);
        Reading reading{sink, flow, parts, {}, {}};
        read_main(reading, file, main, *place);
        if (!file.complaint().empty()) {
            reading.complain(file.complaint());
        }
        return reading.end();
    }
    return std::nullopt;
}

bool is_tnef(ByteView bytes) {
    return compound::Tnef::is_one(bytes);
}

ReadingEnd read_tnef(ByteView bytes, ResultSink& sink, Parts& parts) {
    sink.media_type("application/vnd.ms-tnef");
    TextFlow flow(sink);
    Reading reading{sink, flow, parts, {}, {}};
    compound::Tnef tnef(reading, bytes);
    tnef.add_text();
    flow.finish();
    tnef.add_parts();
    return reading.end();
}

}  // namespace kontor

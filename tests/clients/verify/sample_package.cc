#include "tests/clients/verify/sample_package.h"

#include "clients/verify/package_files.h"
#include "clients/verify/small_files.h"
#include "server/export/package_source.h"
#include "storage/archive/documents.h"
#include "storage/base/files.h"
#include "storage/base/hash.h"
#include "storage/kv/key.h"
#include "storage/proof/package.h"

#include <algorithm>

namespace kontor::test {

namespace {

class MemoryPackage : public BagFiles {
  public:
    explicit MemoryPackage(const Contents& contents) : contents_(contents) {
        for (const auto& [name, bytes] : contents) {
            list_.push_back({name, bytes.size(), BagFile::Kind::regular});
        }
    }
    const std::vector<BagFile>& list() override { return list_; }
    std::unique_ptr<ByteSource> open(const std::string& name) override {
        return std::make_unique<MemorySource>(contents_.at(name));
    }

  private:
    const Contents& contents_;
    std::vector<BagFile> list_;
};

void put_record(Store& store, DocumentId id, const Json& content) {
    store.change({admin, "record.put", "test-request", ""}, [&](Change& change) {
        change.write().put(tables::records, Key().u64(id.value()).text("finance.invoice"), content);
        change.about("document:" + id.str());
    });
}

}  // namespace

SamplePackage::SamplePackage() {
    Store& store = archive_.store();
    archive_.take_in("%PDF-1.4 Rechnung über 1190,00 EUR", "Rechnung März.pdf");
    archive_.take_in("Lieferschein 4711", "../lieferschein <4711>.txt");
    archive_.take_in("Vertrag", "");
    archive_.take_in("geht niemanden an", "privat.txt");
    MemorySource second("Vertrag, zweite Fassung");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "vertrag.txt";
    request.continues = DocumentId(3);
    Intake(store).take_in(second, request);
    Documents documents(store);
    const auto view = Documents::get(store.snapshot().rows(), admin, DocumentId(2), Role::read);
    documents.patch(admin_caller, DocumentId(2), view.revision, {.title = "Lieferschein <Müller>"});
    documents.trash(admin_caller, DocumentId(2), "doppelt");
    documents.restore(admin_caller, DocumentId(2));
    put_record(store, DocumentId(1), {{"gross_total", "1190.00"}, {"number", "R-1"}});
    put_record(store, DocumentId(1), {{"gross_total", "1190.00"}, {"number", "R-2025-1"}});
}

FoundExport SamplePackage::make(const std::vector<DocumentId>& documents) {
    return Exports(archive_.store()).make(admin_caller, "Rechnung OR \"<b>\"", documents);
}

Bytes SamplePackage::zip(const FoundExport& found) {
    PackageSource source(archive_.store(), found);
    Bytes bytes(1 << 20, '\0');
    bytes.resize(read_fully(source, bytes.data(), bytes.size()));
    return bytes;
}

Contents SamplePackage::contents(const FoundExport& found) {
    const auto path = folder_ / "package.zip";
    replace_file(path, zip(found), 0600);
    return contents_of_zip(path);
}

Contents contents_of_zip(const std::filesystem::path& path) {
    const auto files = open_zip(path);
    Contents contents;
    for (const BagFile& file : files->list()) {
        contents[file.name] = read_small(*files, file.name, 1 << 20).value();
    }
    return contents;
}

PackageVerdict judged(const Contents& contents, const Trust& trust) {
    MemoryPackage files(contents);
    return judge_package(files, trust);
}

void mend(Contents& contents, const SigningKey* forger) {
    std::vector<BagEntry> payload;
    std::vector<BagTagFile> others;
    for (const auto& [name, bytes] : contents) {
        if (name.starts_with("data/")) {
            payload.push_back({name, bytes.size(), sha256(bytes), sha512(bytes)});
        } else if (name == package::description || name == package::seal) {
            others.push_back({name, bytes});
        }
    }
    BagInfoReader info;
    MemorySource source(contents.at("bag-info.txt"));
    TagLines lines(source);
    while (const auto line = lines.next()) {
        info.take(*line);
    }
    auto fields = info.fields();
    std::erase_if(fields, [](const BagInfoField& field) { return field.label == "Payload-Oxum"; });
    if (forger != nullptr) {
        const auto unsealed = bag_tag_files(payload, fields, others);
        for (BagTagFile& file : others) {
            if (file.path == package::seal) {
                file.bytes = sign_note(package::seal_text(bag_entries(unsealed)), {forger});
            }
        }
    }
    for (const BagTagFile& file : bag_tag_files(payload, fields, others)) {
        contents[file.path] = file.bytes;
    }
}

bool names_document(const PackageVerdict& verdict, const std::string& id) {
    const auto names = [&](const Reason& reason) {
        const auto found = reason.params.find("document");
        return found != reason.params.end() && found->second == id;
    };
    return std::any_of(verdict.changed.begin(), verdict.changed.end(), names) ||
           std::any_of(verdict.not_in_log.begin(), verdict.not_in_log.end(), names);
}

std::string failures(const PackageVerdict& verdict) {
    std::string text;
    for (const auto& list : {verdict.changed, verdict.not_in_log, verdict.not_trusted}) {
        for (const Reason& reason : list) {
            text += reason.code;
            for (const auto& [name, value] : reason.params) {
                text += " " + name + "=" + value;
            }
            text += "\n";
        }
    }
    return text;
}

}  // namespace kontor::test

// fill_archive DATA PAPERS [THREADS [FILE]]: fills an archive that `kontord init` made, as years of
// office work would, and through the same doors: each paper of one to two KB comes in by Intake
// with folder, title, tags, date and a record of finance, hr or logistics; then its job to be read
// is done, its text and row kept by Readings. Only the child that would parse the paper is left
// out: what it would answer is known, for the papers are plain text. Their jobs to be indexed wait
// for the server. The same papers at each call. Prints a "name papers-a-second" line. With FILE the
// papers are its lines: folder's number, kind of record, date, amount, partner, tag and text, with
// a tab between them and a vertical tab for each end of a line in the text.
#include "config/record_seeds.h"
#include "storage/archive/blob_refs.h"
#include "storage/archive/folders.h"
#include "storage/archive/intake.h"
#include "storage/archive/readings.h"
#include "storage/archive/record_types.h"
#include "storage/archive/store.h"

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <random>
#include <thread>

#include <fmt/format.h>

namespace {

using namespace kontor;  // NOLINT(google-build-using-namespace): a program of one file

// Syncs are waited for together, so more threads than processors.
constexpr std::size_t threads_default = 64;
constexpr std::size_t partners = 3000;
constexpr std::size_t years = 10;
constexpr std::size_t first_year = 2016;
constexpr std::size_t words_min = 120;
constexpr std::size_t words_max = 240;

const Caller caller{system_actor, "bench"};

constexpr std::array<std::string_view, 48> stems{
    "rechnung", "liefer",   "auftrag", "kunde", "vertrag",  "zahlung", "konto", "betrag",
    "steuer",   "gewicht",  "palette", "lager", "ware",     "frist",   "monat", "bestell",
    "mahn",     "versand",  "sped",    "zoll",  "artikel",  "menge",   "preis", "rabatt",
    "skonto",   "netto",    "brutto",  "summe", "datum",    "nummer",  "firma", "anschrift",
    "bank",     "urlaub",   "gehalt",  "lohn",  "arbeit",   "stunde",  "teil",  "bericht",
    "abnahme",  "maschine", "blech",   "rohr",  "schraube", "farbe",   "holz",  "beton"};
constexpr std::array<std::string_view, 8> ends{"",       "en",     "ung",  "s",
                                               "schein", "stelle", "satz", "plan"};
constexpr std::array<std::string_view, 8> small_words{"der", "die", "und", "wir",
                                                      "mit", "zum", "auf", "von"};
constexpr std::array<std::string_view, 6> cities{"Bremen", "Ulm", "Köln", "Gera", "Passau", "Kiel"};

[[noreturn]] void fail(const std::string& what) {
    fmt::print(stderr, "fill_archive: {}\n", what);
    std::exit(1);
}

struct Facts {
    std::string type;  // of the record
    std::string number;
    std::string date;
    std::string partner;
    std::string amount;
    std::size_t detail = 0;  // any; below 9000
};

RecordInput record_of(const Facts& facts) {
    if (facts.type == "finance.invoice") {
        return {facts.type,
                {{"number", facts.number},
                 {"direction", "incoming"},
                 {"status", "booked"},
                 {"seller", facts.partner},
                 {"issue_date", facts.date},
                 {"currency", "EUR"},
                 {"gross_total", facts.amount},
                 {"cost_center", fmt::format("{}", 1000 + facts.detail % 90)}},
                FieldSource::rule};
    }
    if (facts.type == "logistics.delivery_note") {
        return {facts.type,
                {{"number", facts.number},
                 {"direction", "incoming"},
                 {"supplier", facts.partner},
                 {"delivery_date", facts.date},
                 {"weight_kg", facts.amount}},
                FieldSource::rule};
    }
    return {facts.type,
            {{"employee", facts.partner},
             {"personnel_number", fmt::format("{}", facts.detail)},
             {"contract_kind", "permanent"},
             {"start_date", facts.date},
             {"salary", facts.amount},
             {"currency", "EUR"}},
            FieldSource::rule};
}

// One paper as it comes in.
struct Offered {
    Bytes text;
    IntakeRequest request;
};

// One paper with its facts, made of its number alone.
class Paper {
  public:
    Paper(std::size_t number, const std::vector<FolderId>& folders)
        : number_(number), random_(number) {
        folder_ = folders.at(below(folders.size()));
        date_ =
            fmt::format("{}-{:02}-{:02}", first_year + below(years), 1 + below(12), 1 + below(28));
        const std::size_t partner = below(partners);
        partner_ = fmt::format("{}{} {} GmbH", one_of(stems), partner, one_of(cities));
        partner_.front() = static_cast<char>(partner_.front() - 'a' + 'A');
        amount_ = fmt::format("{}.{:02}", 1 + below(20'000), below(100));
        choose_kind();
        write_text();
    }

    const Bytes& text() const { return text_; }
    IntakeRequest request() const {
        IntakeRequest request;
        request.caller = caller;
        request.source = "upload";
        request.file_name = fmt::format("{}-{}.txt", kind_, number_);
        request.media_type = "text/plain";
        request.folder = folder_;
        request.title = title_;
        request.document_date = date_;
        request.tags = {std::string(one_of_number(stems, 3)),
                        std::string(one_of_number(cities, 7))};
        request.record = record_;
        return request;
    }

  private:
    std::size_t below(std::size_t end) { return random_() % end; }
    template <std::size_t n>
    std::string_view one_of(const std::array<std::string_view, n>& words) {
        return words.at(below(n));
    }
    template <std::size_t n>
    std::string_view one_of_number(const std::array<std::string_view, n>& words,
                                   std::size_t step) const {
        return words.at(number_ / step % n);
    }

    void choose_kind() {
        Facts facts{"",      fmt::format("{}-{}", date_.substr(0, 4), number_),
                    date_,   partner_,
                    amount_, below(9000)};
        if (number_ % 10 < 6) {
            kind_ = "Rechnung";
            facts.type = "finance.invoice";
        } else if (number_ % 10 < 9) {
            kind_ = "Lieferschein";
            facts.type = "logistics.delivery_note";
        } else {
            kind_ = "Arbeitsvertrag";
            facts.type = "hr.contract";
        }
        record_ = record_of(facts);
        title_ = fmt::format("{} {} {}", kind_, facts.number, partner_);
    }

    void write_text() {
        text_ =
            fmt::format("{}\n{}\nDatum {}\nBetrag {} EUR\n\n", title_, partner_, date_, amount_);
        const std::size_t words = words_min + below(words_max - words_min);
        for (std::size_t i = 0; i < words; ++i) {
            const std::size_t kind = below(20);
            if (kind < 7) {
                text_ += one_of(small_words);
            } else if (kind < 19) {
                text_ += one_of(stems);
                text_ += one_of(ends);
            } else {
                text_ += std::to_string(below(100'000));
            }
            text_ += i % 11 == 10 ? '\n' : ' ';
        }
    }

    const std::size_t number_;
    std::mt19937_64 random_;
    FolderId folder_;
    std::string date_;
    std::string partner_;
    std::string amount_;
    std::string kind_;
    std::string title_;
    RecordInput record_;
    Bytes text_;
};

FolderId folder_at(Store& store, FolderId parent, const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1);
    const auto found = Folders::resolve(store.snapshot().rows(), system_actor, path);
    return found ? *found : Folders(store).add(caller, parent, name, /*is_private=*/false);
}

// Three departments with a folder for each month.
std::vector<FolderId> filing_plan(Store& store) {
    std::vector<FolderId> folders;
    for (const std::string department : {"/Buchhaltung", "/Personal", "/Logistik"}) {
        const FolderId top = folder_at(store, root_folder, department);
        for (std::size_t year = first_year; year < first_year + years; ++year) {
            const std::string of_year = fmt::format("{}/{}", department, year);
            const FolderId parent = folder_at(store, top, of_year);
            for (int month = 1; month <= 12; ++month) {
                folders.push_back(
                    folder_at(store, parent, fmt::format("{}/{:02}", of_year, month)));
            }
        }
    }
    return folders;
}

// What the child would answer, kept as kontor's readers keep it; false when nothing waits.
bool read_next(Store& store, Readings& readings) {
    const std::vector<std::string> kinds{"read"};
    const auto job = store.jobs().take(kinds, store.clock().now());
    if (!job) {
        return false;
    }
    const auto task = readings.task_of(*job);
    if (!task) {
        readings.drop(*job);
        return true;
    }
    const auto source = store.blobs().open(blob_of(task->blob), {0, task->blob.size});
    const StoredBlob text = store.derived().put(*source, limits::blob_max_bytes);
    RenditionRow row;
    row.state = "done";
    row.media_type = "text/plain";
    row.language = "de";
    row.text = text.number;
    row.volume = text.volume;
    row.size = text.size;
    row.key = text.key;
    row.page_ends = {text.size};
    row.read = store.clock().now();
    readings.finish(*job, *task, row);
    return true;
}

void in_threads(std::size_t count, const std::function<void()>& work) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) {
        threads.emplace_back([&] {
            try {
                work();
            } catch (const std::exception& error) {
                fail(error.what());
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

// Papers as the lines of a file say. Any thread may ask for the next.
class Lines {
  public:
    Lines(Store& store, const std::string& path) : file_(path) {
        if (!file_) {
            fail(path + " cannot be read");
        }
        const FolderId top = folder_at(store, root_folder, "/Akten");
        for (std::size_t number = 0; number < folders_max; ++number) {
            const std::string shelf = fmt::format("/Akten/{}", number / 100);
            folders_.push_back(folder_at(store, folder_at(store, top, shelf),
                                         fmt::format("{}/Akte {}", shelf, number)));
        }
    }

    Offered next(std::size_t number) {
        std::string line;
        {
            const std::lock_guard lock(mutex_);
            if (!std::getline(file_, line)) {
                fail("too few lines");
            }
        }
        std::array<std::string, 7> parts;
        std::size_t begin = 0;
        for (std::string& part : parts) {
            const std::size_t end = std::min(line.find('\t', begin), line.size());
            part = line.substr(begin, end - begin);
            begin = std::min(end + 1, line.size());
        }
        auto& [folder, type, date, amount, partner, tag, text] = parts;
        std::ranges::replace(text, '\v', '\n');
        Offered offered;
        offered.text = text;
        offered.request.caller = caller;
        offered.request.source = "upload";
        offered.request.file_name = fmt::format("{:06}.txt", number);
        offered.request.media_type = "text/plain";
        offered.request.folder = folders_.at(std::stoull(folder));
        offered.request.document_date = date;
        offered.request.tags = {tag};
        offered.request.record =
            record_of({type, fmt::format("{}", number), date, partner, amount, number % 9000});
        return offered;
    }

  private:
    static constexpr std::size_t folders_max = 1000;

    std::vector<FolderId> folders_;
    std::mutex mutex_;
    std::ifstream file_;
};

using Papers = std::function<Offered(std::size_t number)>;

Papers made_papers(Store& store) {
    return [folders = filing_plan(store)](std::size_t number) {
        const Paper paper(number, folders);
        return Offered{paper.text(), paper.request()};
    };
}

Papers written_papers(Store& store, const std::string& path) {
    const auto lines = std::make_shared<Lines>(store, path);
    return [lines](std::size_t number) { return lines->next(number); };
}

void take_in_and_read(Store& store, const Papers& papers, std::size_t count, std::size_t threads) {
    std::atomic<std::size_t> next{0};
    in_threads(threads, [&] {
        Intake intake(store);
        Readings readings(store);
        for (std::size_t number = next++; number < count; number = next++) {
            const Offered paper = papers(number);
            MemorySource source(paper.text);
            intake.take_in(source, paper.request);
            read_next(store, readings);
        }
        while (read_next(store, readings)) {
        }
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3 || argc > 5) {
        fail("DATA PAPERS [THREADS [FILE]]");
    }
    const std::size_t papers = std::stoull(argv[2]);
    const std::size_t threads = argc >= 4 ? std::stoull(argv[3]) : threads_default;
    SystemClock clock;
    StoreOptions options;
    options.reserve_bytes = 0;
    const auto store = Store::open(argv[1], clock, options);
    for (const Json& seed : record_type_seeds()) {
        RecordTypes(*store).propose(seed);
    }
    const Papers next = argc == 5 ? written_papers(*store, argv[4]) : made_papers(*store);
    const auto start = std::chrono::steady_clock::now();
    take_in_and_read(*store, next, papers, threads);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    fmt::print("taken-in-and-read {:.0f}\n", static_cast<double>(papers) / took.count());
    return 0;
}

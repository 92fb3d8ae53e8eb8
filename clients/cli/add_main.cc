#include "clients/cli/commands.h"
#include "clients/cli/form_source.h"
#include "clients/cli/progress.h"
#include "clients/cli/record_fields.h"
#include "storage/base/files.h"
#include "storage/base/random.h"

#include <cerrno>
#include <thread>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor::commands {

namespace {

struct Given {
    std::vector<std::string> files;
    std::optional<std::string> folder;
    std::optional<std::string> title;
    std::optional<std::string> filename;
    std::vector<std::string> record;  // its type, then key=value
};

// A file, or standard input, ready to be read from where it stands.
struct Paper {
    FileHandle handle;  // not open for standard input
    int descriptor = -1;
    std::string filename;
    off_t begin = 0;
    std::optional<std::uint64_t> size_bytes;  // absent: a pipe, which cannot be read twice

    bool can_be_read_again() const { return size_bytes.has_value(); }
};

Error cannot_open(int error_number, const std::string& path) {
    const Error error = system_error(error_number, "open " + path);
    if (error_number == ENOENT || error_number == ENOTDIR) {
        return {error.code(), error.what(), Reason{"client.no_file", {}, ""}};
    }
    return error;
}

Paper open_paper(const std::string& file, const Given& given) {
    Paper paper;
    if (file == "-") {
        paper.descriptor = STDIN_FILENO;
        paper.filename = "stdin";
    } else {
        paper.handle = FileHandle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
        if (!paper.handle.is_open()) {
            throw cannot_open(errno, file);
        }
        paper.descriptor = paper.handle.get();
        paper.filename = std::filesystem::path(file).filename().string();
    }
    paper.filename = given.filename.value_or(paper.filename);
    struct stat status {};
    if (::fstat(paper.descriptor, &status) != 0) {
        throw system_error(errno, "look at " + file);
    }
    if (S_ISDIR(status.st_mode)) {
        throw Error(ErrorCode::invalid, "open " + file, Reason{"client.is_directory", {}, ""});
    }
    if (S_ISREG(status.st_mode)) {
        paper.begin = ::lseek(paper.descriptor, 0, SEEK_CUR);
        paper.size_bytes =
            static_cast<std::uint64_t>(std::max<off_t>(0, status.st_size - paper.begin));
    }
    return paper;
}

class Adding {
  public:
    Adding(const Given& given, Invocation& invocation)
        : given_(given), invocation_(invocation), api_(invocation), metadata_(read_metadata()) {}

    void add(const std::string& file) {
        Paper paper = open_paper(file, given_);
        const Json answer = send_stubbornly(paper);
        const Json& id = answer.at("id");
        if (invocation_.json) {
            invocation_.output.json(answer);
        } else {
            invocation_.output.line(shown(id) + "  " + invocation_.output.name(file));
        }
    }

  private:
    // null: none
    Json read_metadata() {
        if (given_.record.empty()) {
            return {};
        }
        const std::string& type = given_.record.front();
        const Json schema = api_.record_schema(type);
        Json fields = Json::object();
        for (std::size_t i = 1; i < given_.record.size(); ++i) {
            set_field(fields, schema, given_.record[i]);
        }
        return {{"record", {{"type", type}, {"fields", fields}}}};
    }

    ClientRequest request_for(const Paper& paper) const {
        ClientRequest request;
        request.method = "POST";
        request.path = "/documents";
        request.query.emplace_back("filename", paper.filename);
        if (given_.folder) {
            request.query.emplace_back("folder", *given_.folder);
        }
        if (given_.title) {
            request.query.emplace_back("title", *given_.title);
        }
        request.content_type = "application/octet-stream";
        request.headers.emplace_back("Idempotency-Key", random_name());
        return request;
    }

    Json send_once(ClientRequest request, const Paper& paper) {
        if (paper.can_be_read_again() && ::lseek(paper.descriptor, paper.begin, SEEK_SET) < 0) {
            throw system_error(errno, "rewind " + paper.filename);
        }
        FileSource file(paper.descriptor, paper.filename);
        Progress progress(invocation_.output, paper.filename, paper.size_bytes);
        ProgressSource source(file, progress);
        if (metadata_.is_null()) {
            return api_.upload(request, {source, paper.size_bytes});
        }
        FormSource form(metadata_, source);
        request.content_type = form.content_type();
        const auto size_bytes =
            paper.size_bytes ? std::optional(*paper.size_bytes + form.frame_bytes()) : std::nullopt;
        return api_.upload(request, {form, size_bytes});
    }

    // A connection that broke off leaves open whether the paper was taken. The same key makes the
    // second try harmless: the server takes it once, or tells what became of the first.
    Json send_stubbornly(const Paper& paper) {
        const ClientRequest request = request_for(paper);
        try {
            return send_once(request, paper);
        } catch (const ConnectionLost&) {
            if (!paper.can_be_read_again()) {
                throw;
            }
        }
        constexpr int tries_max = 20;
        constexpr std::chrono::milliseconds pause{500};
        for (int i = 1;; ++i) {
            try {
                return send_once(request, paper);
            } catch (const Refused& refused) {
                // The first try is still at work over there; its answer is worth waiting for.
                if (refused.code() != "idempotency.running" || i == tries_max) {
                    throw;
                }
            }
            std::this_thread::sleep_for(pause);
        }
    }

    const Given& given_;
    Invocation& invocation_;
    Api api_;
    const Json metadata_;
};

// One file that cannot be added does not keep the others back.
void add_all(const Given& given, Invocation& invocation) {
    Adding adding(given, invocation);
    const Output& output = invocation.output;
    for (const std::string& file : given.files) {
        try {
            adding.add(file);
            continue;
        } catch (const Refused& refused) {
            if (invocation.json && refused.problem().is_object()) {
                output.json(refused.problem());
            }
            output.error(refused, file);
        } catch (const Error& error) {
            output.error(error, file);
        }
        invocation.result = 1;
    }
}

}  // namespace

void add_add(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand("add", "put papers into the archive");
    command->add_option("FILE", given->files, "files to add; - is standard input")->required();
    command->add_option("--folder", given->folder, "folder, by number or path (default: Inbox)");
    command->add_option("--title", given->title, "title of the papers");
    command->add_option("--filename", given->filename, "name to keep instead of the file's own");
    command->add_option("--record", given->record, "a record of the papers: TYPE key=value…")
        ->type_name("TYPE")
        ->expected(1, CLI::detail::expected_max_vector_size);
    command->callback([given, &invocation] { add_all(*given, invocation); });
}

}  // namespace kontor::commands

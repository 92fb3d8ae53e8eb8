#include "server/check/child.h"

#include "server/admin/json_lines.h"
#include "storage/base/files.h"
#include "storage/base/spawn.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::size_t line_max_bytes = 64 * 1024 * 1024;  // a task with thousands of checkpoints

Json to_json(const CheckTask& task, const ChildOptions& options) {
    Json outside = Json::array();
    for (const KeptOutside& kept : task.outside) {
        outside.push_back({{"name", kept.name}, {"note", to_base64(kept.note)}});
    }
    Json keys = Json::array();
    for (const VerifierKey& key : task.earlier_keys) {
        keys.push_back(key.text());
    }
    return {{"data", task.data.string()},
            {"key_file", task.key_file.string()},
            {"passphrase", task.passphrase ? Json(to_base64(*task.passphrase)) : Json()},
            {"what", static_cast<int>(task.part.what)},
            {"volume", task.part.volume},
            {"with_catalog", task.with_catalog},
            {"after", task.after},
            {"bytes_max", task.bytes_max},
            {"let_go", task.let_go},
            {"outside", outside},
            {"earlier_keys", keys},
            {"seconds", options.patience.count()},
            {"background", options.background}};
}

CheckTask task_from_json(const Json& json) {
    CheckTask task;
    task.data = json.at("data").get<std::string>();
    task.key_file = json.at("key_file").get<std::string>();
    if (!json.at("passphrase").is_null()) {
        task.passphrase = from_base64(json.at("passphrase").get<std::string>()).value();
    }
    const auto what = check_part_kind(json.at("what").get<std::uint64_t>());
    if (!what) {
        throw Error(ErrorCode::invalid, "read a task: no such part");
    }
    task.part = {*what, json.at("volume").get<std::uint32_t>()};
    task.with_catalog = json.at("with_catalog").get<bool>();
    task.after = json.at("after").get<std::uint64_t>();
    task.bytes_max = json.at("bytes_max").get<std::uint64_t>();
    task.let_go = json.at("let_go").get<bool>();
    for (const Json& kept : json.at("outside")) {
        task.outside.push_back({kept.at("name").get<std::string>(),
                                from_base64(kept.at("note").get<std::string>()).value()});
    }
    for (const Json& key : json.at("earlier_keys")) {
        task.earlier_keys.push_back(VerifierKey::parse(key.get<std::string>()));
    }
    return task;
}

Json to_json(const CheckedPart& checked) {
    Json counts = Json::object();
    for (const auto& [name, count] : check_counts) {
        counts[name] = checked.counts.*count;
    }
    return {{"counts", counts},
            {"readable", checked.readable},
            {"next", checked.next ? Json(*checked.next) : Json()},
            {"bytes", checked.bytes}};
}

CheckedPart checked_from_json(const Json& json) {
    CheckedPart checked;
    for (const auto& [name, count] : check_counts) {
        checked.counts.*count = json.at("counts").at(name).get<std::uint64_t>();
    }
    checked.readable = json.at("readable").get<bool>();
    if (!json.at("next").is_null()) {
        checked.next = json.at("next").get<std::uint64_t>();
    }
    checked.bytes = json.at("bytes").get<std::uint64_t>();
    return checked;
}

struct Pipe {
    FileHandle read;
    FileHandle write;
};
Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw system_error(errno, "make a pipe");
    }
    return {FileHandle(ends[0]), FileHandle(ends[1])};
}

// Reads until the child has closed its end, as it does when it ends.
ChildReport listen(FileHandle from,
                   const std::function<void(const std::string&)>& finding,
                   const std::function<void()>& readable) {
    ChildReport report;
    JsonLines lines(from.get(), line_max_bytes);
    try {
        while (const auto json = lines.next()) {
            if (json->contains("checked")) {
                report.checked = checked_from_json(json->at("checked"));
            } else if (json->contains("error")) {
                report.error = error_from_json(json->at("error"));
            } else if (json->contains("readable")) {
                if (readable) {
                    readable();
                }
            } else {
                finding(json->at("line").get<std::string>());
            }
        }
    } catch (const Json::exception&) {
        report = {};
    } catch (const Error&) {
        report = {};  // half a line, of a child that was lost
    }
    return report;
}

// The alarm is the child's own: see serve_as_check_child().
Reason loss(const CheckTask& task, const ChildOptions& options, int status) {
    const std::string file = file_of(ArchiveFolder{task.data}, task.part).string();
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
        return {"check.hung",
                {{"file", file}, {"seconds", std::to_string(options.patience.count())}},
                ""};
    }
    const std::string how = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                                                : fmt::format("exit {}", WEXITSTATUS(status));
    return {"check.ended", {{"file", file}, {"how", how}}, ""};
}

// This process may end by a signal, and holds keys.
void forbid_core() {
    const rlimit none{0, 0};
    static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
    static_cast<void>(::prctl(PR_SET_DUMPABLE, 0));
}

// Idle class of the kernel's scheduler of disks; glibc has no name for it.
void give_way() {
    constexpr int who_process = 1;
    constexpr int idle_class = 3 << 13;
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, 19));
    static_cast<void>(::syscall(SYS_ioprio_set, who_process, 0, idle_class));
}

}  // namespace

ChildReport CheckChild::run(const CheckTask& task,
                            const ChildOptions& options,
                            const std::function<void(const std::string&)>& finding,
                            const std::function<void()>& readable) {
    const FileHandle input = file_in_memory("task", line_of(to_json(task, options)));
    Pipe pipe = make_pipe();
    pid_t child = 0;
    {
        const std::lock_guard lock(mutex_);
        if (ended_) {
            throw Error(ErrorCode::busy, "check a part: checking was ended");
        }
        child = spawn({.command = options.command,
                       .descriptors = {input.get(), pipe.write.get(), STDERR_FILENO},
                       .environment = own_environment()});
        at_work_ = child;
    }
    pipe.write.close();
    ChildReport report = listen(std::move(pipe.read), finding, readable);
    // Waited for before it is reaped, so that end() cannot hit another process of that number.
    siginfo_t facts{};
    while (::waitid(P_PID, static_cast<id_t>(child), &facts, WEXITED | WNOWAIT) != 0 &&
           errno == EINTR) {
    }
    int status = 0;
    {
        const std::lock_guard lock(mutex_);
        at_work_ = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        if (ended_) {
            throw Error(ErrorCode::busy, "check a part: checking was ended");
        }
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || (!report.checked && !report.error)) {
        report = {std::nullopt, std::nullopt, loss(task, options, status)};
    }
    return report;
}

void CheckChild::end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    if (at_work_ != 0) {
        ::kill(at_work_, SIGKILL);
    }
}

bool CheckChild::is_ended() const {
    const std::lock_guard lock(mutex_);
    return ended_;
}

int serve_as_check_child(int input, int output) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    forbid_core();
    try {
        const auto json = JsonLines(input, line_max_bytes).next();
        if (!json) {
            return 2;
        }
        const CheckTask task = task_from_json(*json);
        if (json->at("background").get<bool>()) {
            give_way();
        }
        // Ends this process wherever it is then, in LMDB too.
        ::alarm(json->at("seconds").get<unsigned>());
        const CheckedPart checked = check_part(
            task,
            [&](const std::string& line) {
                write_line(output, {{"line", line}});
            },
            [&] {
                write_line(output, {{"readable", true}});
            });
        write_line(output, {{"checked", to_json(checked)}});
    } catch (const Error& error) {
        write_line(output, {{"error", error_to_json(error)}});
    } catch (const std::exception& error) {  // what is damaged may break any promise
        const Error unknown(ErrorCode::internal, error.what());
        write_line(output, {{"error", error_to_json(unknown)}});
    }
    return 0;
}

}  // namespace kontor

#include "tests/crash/power/disk_model.h"

#include "storage/base/files.h"

#include <set>

#include <fcntl.h>
#include <sys/stat.h>

namespace kontor::test {

namespace fs = std::filesystem;
using Kind = DiskCall::Kind;

namespace {

constexpr std::size_t sector = 512;

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

// Each folder in the root is a disk of its own.
std::string disk_of(const std::string& path) {
    return path.substr(0, path.find('/'));
}

}  // namespace

DiskModel::DiskModel(const fs::path& folder) : root_(folder.string() + "/") {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        struct stat facts {};
        ::stat(entry.path().c_str(), &facts);
        names_[below(entry.path().string())] = {entry.is_directory(), facts.st_ino};
        if (entry.is_regular_file()) {
            files_[facts.st_ino].durable = read_file(entry.path(), std::size_t{1} << 30);
        }
    }
}

void DiskModel::change(Names& names, const DiskCall& call) {
    switch (call.kind) {
        case Kind::make_file:
        case Kind::make_folder:
            names[call.path] = {call.kind == Kind::make_folder, call.file};
            break;
        case Kind::make_link:
            names[call.path] = {.link = call.to};
            break;
        case Kind::rename:
            if (const auto found = names.find(call.path); found != names.end()) {
                names[call.to] = found->second;
                names.erase(call.path);
            }
            break;
        default:
            names.erase(call.path);
    }
}

void DiskModel::change(std::string& content, const Pending& pending, std::size_t size) {
    if (pending.is_cut) {
        content.resize(pending.offset, '\0');
        return;
    }
    content.resize(std::max<std::size_t>(content.size(), pending.offset + size), '\0');
    content.replace(pending.offset, size, pending.bytes, 0, size);
}

bool DiskModel::apply(const DiskCall& call, const std::string& forgotten_site) {
    const bool is_forgotten = !forgotten_site.empty() && call.site == forgotten_site;
    switch (call.kind) {
        case Kind::write:
        case Kind::cut: {
            Pending pending{call.kind == Kind::cut, call.offset, call.bytes};
            File& file = files_[call.file];
            if (call.at_once) {
                change(file.durable, pending, pending.bytes.size());
            } else {
                file.pending.push_back(std::move(pending));
            }
            return call.at_once;
        }
        case Kind::sync: {
            if (is_forgotten) {
                return false;
            }
            File& file = files_[call.file];
            const bool is_changed = !file.pending.empty();
            for (const Pending& pending : file.pending) {
                change(file.durable, pending, pending.bytes.size());
            }
            file.pending.clear();
            return is_changed;
        }
        case Kind::sync_folder: {
            std::vector<DiskCall> rest;
            const std::string folder = call.path.size() < root_.size() ? "" : below(call.path);
            for (const DiskCall& name : pending_names_) {
                if (is_forgotten || parent_of(name.path) != folder) {
                    rest.push_back(name);
                } else {
                    change(names_, name);
                }
            }
            const bool is_changed = rest.size() < pending_names_.size();
            pending_names_ = std::move(rest);
            return is_changed;
        }
        case Kind::note:
            return false;
        default: {
            DiskCall name = call;
            name.path = below(call.path);
            name.to = call.to.empty() ? "" : below(call.to);
            pending_names_.push_back(std::move(name));
            return false;
        }
    }
}

void DiskModel::write_to(const fs::path& target, Unsynced unsynced, std::mt19937_64& random) const {
    fs::remove_all(target);
    fs::create_directories(target);
    const bool keep_all = unsynced == Unsynced::kept;
    const bool keep_some = unsynced == Unsynced::some || unsynced == Unsynced::torn;
    Names names = names_;
    // A file system keeps the order of its names: what lasts is a beginning of each one's.
    std::map<std::string, std::size_t> lasting;
    for (const DiskCall& name : pending_names_) {
        ++lasting[disk_of(name.path)];
    }
    for (auto& [disk, count] : lasting) {
        count = keep_all ? count : keep_some ? random() % (count + 1) : 0;
    }
    for (const DiskCall& name : pending_names_) {
        if (std::size_t& left = lasting[disk_of(name.path)]; left > 0) {
            --left;
            change(names, name);
        }
    }
    std::set<std::string> reached{""};  // folders; what lies in one without a name is lost
    for (const auto& [path, name] : names) {
        if (!reached.contains(parent_of(path))) {
            continue;
        }
        if (name.is_folder) {
            fs::create_directory(target / path);
            reached.insert(path);
            continue;
        }
        if (!name.link.empty()) {
            fs::create_symlink(target / name.link, target / path);
            continue;
        }
        const auto found = files_.find(name.file);
        std::string content = found == files_.end() ? "" : found->second.durable;
        if (found != files_.end() && unsynced != Unsynced::dropped) {
            const auto& pending = found->second.pending;
            for (std::size_t i = 0; i < pending.size(); ++i) {
                const bool is_kept = keep_all || random() % 2 == 0;
                const bool is_torn = unsynced == Unsynced::torn && i + 1 == pending.size();
                if (is_torn) {
                    change(content, pending[i],
                           random() % (pending[i].bytes.size() / sector + 1) * sector);
                } else if (is_kept) {
                    change(content, pending[i], pending[i].bytes.size());
                }
            }
        }
        const FileHandle file = open_file(target / path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        write_all(file.get(), content, "state");
    }
}

}  // namespace kontor::test

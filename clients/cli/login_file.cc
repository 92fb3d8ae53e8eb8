#include "clients/cli/login_file.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/json.h"

#include <cerrno>
#include <cstdlib>

#include <sys/stat.h>
#include <unistd.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_max_bytes = 64 * 1024;
constexpr unsigned private_folder = 0700;
constexpr unsigned private_file = 0600;

fs::path config_home() {
    const fs::path xdg = environment_variable("XDG_CONFIG_HOME");
    if (xdg.is_absolute()) {  // a relative one is to be passed over (XDG Base Directory, "Basics")
        return xdg;
    }
    const std::string home = environment_variable("HOME");
    if (home.empty()) {
        throw Error(ErrorCode::invalid, "find the home directory",
                    Reason{"client.no_home", {}, ""});
    }
    return fs::path(home) / ".config";
}

Login login_of(const Json& json) {
    Login login;
    login.server = parse_server_url(json.at("url").get<std::string>());
    login.user = json.at("user").get<std::string>();
    login.token = json.at("token").get<std::string>();
    login.expires = json.at("expires").get<std::string>();
    const std::string fingerprint = json.at("fingerprint").get<std::string>();
    if (!fingerprint.empty()) {
        login.fingerprint = from_hex(fingerprint);
    }
    return login;
}

// What a header may hold (RFC 9110 section 11.2, token68); above all no line break.
bool is_token(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-._~+/=").find(c) != std::string_view::npos;
    });
}

}  // namespace

std::string environment_variable(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

fs::path login_file() {
    return config_home() / "kontor" / "session.json";
}

std::optional<Login> load_login() {
    const fs::path path = login_file();
    std::error_code unused;
    if (!fs::exists(path, unused)) {
        return std::nullopt;
    }
    const auto refuse = [&path] {
        return Error(ErrorCode::invalid, "read " + path.string(),
                     Reason{"client.login_file", {{"path", path.string()}}, ""});
    };
    const Bytes text = read_file(path, file_max_bytes);
    try {
        return login_of(parse_json(text));
    } catch (const Error&) {  // its words would quote from a file that holds a token
        throw refuse();
    } catch (const Json::exception&) {
        throw refuse();
    }
}

void store_login(const Login& login) {
    const fs::path path = login_file();
    fs::create_directories(path.parent_path().parent_path());
    if (::mkdir(path.parent_path().c_str(), private_folder) != 0 && errno != EEXIST) {
        throw system_error(errno, "make " + path.parent_path().string());
    }
    const Json json{{"url", login.server.str()},
                    {"user", login.user},
                    {"token", login.token},
                    {"expires", login.expires},
                    {"fingerprint", login.fingerprint ? to_hex(*login.fingerprint) : ""}};
    replace_file(path, json.dump(2) + "\n", private_file);
}

void forget_login() {
    const fs::path path = login_file();
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
        throw system_error(errno, "remove " + path.string());
    }
}

Access find_access(const std::optional<Bytes>& fingerprint) {
    const std::string url = environment_variable("KONTOR_URL");
    const std::string token = environment_variable("KONTOR_TOKEN");
    if (!is_token(token)) {
        throw Error(ErrorCode::invalid, "read KONTOR_TOKEN", Reason{"client.token_form", {}, ""});
    }
    // With both given, a broken file of an old login is nobody's business.
    const auto stored = url.empty() || token.empty() ? load_login() : std::nullopt;
    if (url.empty() && !stored) {
        throw Error(ErrorCode::invalid, "find the server", Reason{"client.no_server", {}, ""});
    }
    Access access;
    access.server = url.empty() ? stored->server : parse_server_url(url);
    const bool same_server = stored && stored->server == access.server;
    access.token = token;
    if (token.empty() && same_server && is_token(stored->token)) {
        access.token = stored->token;
        access.is_stored = true;
    }
    access.fingerprint = fingerprint;
    if (!fingerprint && same_server) {
        access.fingerprint = stored->fingerprint;
    }
    return access;
}

}  // namespace kontor

// A bag's manifest as it was read, and the findings of a verification; private to bag.cc.
#pragma once

#include "storage/base/hash.h"
#include "storage/proof/bag.h"

#include <map>
#include <set>

namespace kontor::bag_internal {

using Params = std::map<std::string, std::string>;

// What was found so far. Beyond limits::bag_findings_max of a kind only one more says so: a hostile
// package could make any number of them.
class Findings {
  public:
    explicit Findings(BagVerdict& verdict) : verdict_(verdict) {}
    void problem(Reason reason) { add(verdict_.problems, std::move(reason)); }
    void problem(const char* code, Params params) { problem({code, std::move(params), ""}); }
    void warn(const char* code, Params params) {
        add(verdict_.warnings, {code, std::move(params), ""});
    }

  private:
    static void add(std::vector<Reason>& list, Reason reason);

    BagVerdict& verdict_;
};

// "manifest-sha256.txt" and the like, told from a file's name.
struct ManifestName {
    enum class Kind { payload, tag };

    Kind kind;
    std::string algorithm;  // lower case

    static std::optional<ManifestName> parse(std::string_view file_name);
    std::optional<HashKind> hash_kind() const;  // nothing when we do not know it
};

struct Manifest {
    std::string file_name;
    ManifestName name;
    // Digest of each path, raw; empty when it was not written as this algorithm's digests are.
    std::map<std::string, Bytes> digests;

    bool is_payload() const { return name.kind == ManifestName::Kind::payload; }
};

// Takes the lines of one manifest.
class ManifestReader {
  public:
    ManifestReader(Manifest& manifest, Findings& findings)
        : manifest_(manifest), findings_(findings) {}
    void take(std::string_view line, std::uint64_t number);

  private:
    void warn_once(const char* code, std::uint64_t number);
    bool is_in_scope(const std::string& path);
    Bytes digest(const std::string& text, std::uint64_t number);

    Manifest& manifest_;
    Findings& findings_;
    std::set<std::string> warned_;
};

}  // namespace kontor::bag_internal

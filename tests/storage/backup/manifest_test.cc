// A manifest comes from a folder that anybody may have written to.
#include "storage/backup/manifest.h"

#include "storage/base/error.h"
#include "tests/support/refusal.h"
#include "tests/support/temp_folder.h"

#include <fstream>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

Manifest sound() {
    Manifest manifest;
    manifest.archive = "kontor-a";
    manifest.origin = "kontor-b";
    manifest.made = parse_instant("2026-03-02T08:00:00Z");
    manifest.archive_format = "{}";
    manifest.key_mark = Bytes(16, 'm');
    manifest.checkpoint = "kontor-b\n1\nroot\n";
    manifest.catalog = {"catalog/rows.x", 12, Bytes(32, 'c')};
    manifest.blobs = {
        {1, "state", {{{"blobs/000001/1.y", 34, Bytes(32, 'b')}, 0, 7, Bytes(32, 'n')}}}};
    manifest.derived = {{1, "state", {}}};
    manifest.keys = {{"000001.seg", {"keys/000001.seg.z", 56, Bytes(32, 'k')}}};
    return manifest;
}

std::optional<ErrorCode> refusal(const Json& json) {
    return refusal_of([&] { Manifest::from_json(json); });
}

TEST(Manifest, comes_back_as_it_was_written) {
    const Json json = sound().to_json();
    EXPECT_EQ(Manifest::from_json(json).to_json(), json);
    EXPECT_EQ(sound().file_names(), (std::vector<std::string>{"catalog/rows.x", "blobs/000001/1.y",
                                                              "keys/000001.seg.z"}));
}

TEST(Manifest, lacks_nothing_and_has_nothing_of_another_kind) {
    const Json whole = sound().to_json();
    for (const auto& [name, value] : whole.items()) {
        Json without = whole;
        without.erase(name);
        EXPECT_EQ(refusal(without),
                  name == "key_mark" ? std::nullopt : std::optional(ErrorCode::corrupt))
            << name;
        for (const Json& other : {Json(), Json(-1), Json("x"), Json::array({1}), Json::object()}) {
            Json changed = whole;
            changed[name] = other;
            const auto found = refusal(changed);
            EXPECT_TRUE(!found || found == ErrorCode::corrupt || found == ErrorCode::invalid)
                << name << " " << other;
        }
    }
}

TEST(Manifest, leads_nowhere_else) {
    for (const char* name : {"/etc/passwd", "../keys", "catalog/../../x", "./rows", "a//b/."}) {
        Json json = sound().to_json();
        json["catalog"]["name"] = name;
        EXPECT_EQ(refusal(json), ErrorCode::corrupt) << name;
    }
    for (const char* name : {"..", ".", "", "../state", "other", "x/000001.seg", ".seg"}) {
        Json json = sound().to_json();
        json["keys"][0]["name"] = name;
        EXPECT_EQ(refusal(json), ErrorCode::corrupt) << name;
    }
}

TEST(Manifest, of_a_later_build_is_told_from_damage) {
    Json json = sound().to_json();
    json["kontor_backup"] = backup_format + 1;
    EXPECT_EQ(reason_of([&] { Manifest::from_json(json); }), "backup.newer");
}

TEST(Manifest, is_absent_or_whole_or_corrupt) {
    const TempFolder folder;
    EXPECT_FALSE(read_manifest(folder / "manifest.json"));
    for (const char* bad : {"", "{", "[]", "null", "{}", "{\"a\":1,\"a\":2}", "\xff"}) {
        std::ofstream(folder / "manifest.json", std::ios::binary) << bad;
        EXPECT_EQ(refusal_of([&] { read_manifest(folder / "manifest.json"); }), ErrorCode::corrupt)
            << bad;
    }
}

}  // namespace
}  // namespace kontor::test

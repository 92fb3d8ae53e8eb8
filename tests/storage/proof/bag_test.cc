#include "storage/proof/bag.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/limits.h"
#include "storage/proof/bag_name.h"
#include "storage/proof/bag_write.h"
#include "tests/storage/proof/folder_bag.h"
#include "tests/support/temp_folder.h"

#include <fstream>

#include <gtest/gtest.h>

namespace kontor {
namespace {

namespace fs = std::filesystem;
using Contents = std::map<std::string, Bytes>;

// A bag in memory, in any order and with anything wrong that a disk could not hold.
class MemoryBag : public BagFiles {
  public:
    explicit MemoryBag(const Contents& contents) {
        for (const auto& [name, bytes] : contents) {
            add(name, bytes);
        }
    }
    void add(const std::string& name,
             const Bytes& bytes,
             BagFile::Kind kind = BagFile::Kind::regular) {
        list_.push_back({name, bytes.size(), kind});
        bytes_[name] = bytes;
    }
    void claim_size(const std::string& name, std::uint64_t size_bytes) {
        for (BagFile& file : list_) {
            if (file.name == name) {
                file.size_bytes = size_bytes;
            }
        }
    }
    void break_off(const std::string& name, ErrorCode code) { broken_[name] = code; }

    const std::vector<BagFile>& list() override { return list_; }
    std::unique_ptr<ByteSource> open(const std::string& name) override {
        opened_.push_back(name);
        if (broken_.contains(name)) {
            throw Error(broken_.at(name), "read a file of a broken archive");
        }
        return std::make_unique<MemorySource>(bytes_.at(name));
    }
    const std::vector<std::string>& opened() const { return opened_; }

  private:
    std::vector<BagFile> list_;
    Contents bytes_;
    std::map<std::string, ErrorCode> broken_;
    std::vector<std::string> opened_;
};

BagEntry entry(const std::string& path, const Bytes& bytes) {
    return {path, bytes.size(), sha256(bytes), sha512(bytes)};
}

// A good bag, made by our own writer.
Contents good_bag() {
    Contents contents{{"data/documents/1.pdf", "first"},
                      {"data/documents/2.pdf", "second paper"},
                      {"data/report.html", ""}};
    std::vector<BagEntry> payload;
    for (const auto& [path, bytes] : contents) {
        payload.push_back(entry(path, bytes));
    }
    for (const BagTagFile& file : bag_tag_files(payload, {{"Source-Organization", "Muster GmbH"}},
                                                {{"kontor-package.json", "{}"}})) {
        contents.emplace(file.path, file.bytes);
    }
    return contents;
}

// `contents` with tag manifests that fit again.
Contents retagged(Contents contents) {
    std::string lines;
    contents.erase("tagmanifest-sha256.txt");
    contents.erase("tagmanifest-sha512.txt");
    for (const auto& [path, bytes] : contents) {
        if (!path.starts_with("data/")) {
            lines += manifest_line(sha256(bytes), path);
        }
    }
    contents["tagmanifest-sha256.txt"] = lines;
    return contents;
}

// "code name" of each reason, or "code" where it has no name.
std::vector<std::string> told(const std::vector<Reason>& reasons) {
    std::vector<std::string> all;
    for (const Reason& reason : reasons) {
        const auto name = reason.params.find("name");
        all.push_back(name == reason.params.end() ? reason.code : reason.code + " " + name->second);
    }
    return all;
}

using Told = std::vector<std::string>;

Told problems(const Contents& contents) {
    MemoryBag bag(contents);
    return told(verify_bag(bag).problems);
}
Told warnings(const Contents& contents) {
    MemoryBag bag(contents);
    const BagVerdict verdict = verify_bag(bag);
    EXPECT_EQ(told(verdict.problems), Told());
    return told(verdict.warnings);
}

TEST(Bag, what_we_write_is_valid_and_nothing_about_it_needs_a_warning) {
    MemoryBag bag(good_bag());
    const BagVerdict verdict = verify_bag(bag);
    EXPECT_EQ(told(verdict.problems), Told());
    EXPECT_EQ(told(verdict.warnings), Told());
    EXPECT_EQ(verdict.payload, (PayloadOxum{17, 3}));
    EXPECT_EQ(verdict.info, (std::vector<BagInfoField>{{"Source-Organization", "Muster GmbH"},
                                                       {"Payload-Oxum", "17.3"}}));
}

TEST(Bag, the_bytes_we_write_are_those_of_the_standard) {
    const Contents bag = good_bag();
    EXPECT_EQ(bag.at("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    EXPECT_EQ(
        bag.at("manifest-sha256.txt"),
        "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e  data/documents/1.pdf\n" +
            manifest_line(sha256("second paper"), "data/documents/2.pdf") +
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  data/report.html\n");
    EXPECT_EQ(bag.at("bag-info.txt"), "Source-Organization: Muster GmbH\nPayload-Oxum: 17.3\n");
    const std::string tags = bag.at("tagmanifest-sha512.txt");
    EXPECT_EQ(std::count(tags.begin(), tags.end(), '\n'), 5);
    EXPECT_NE(tags.find("  kontor-package.json\n"), std::string::npos);
    EXPECT_EQ(tags.find("tagmanifest"), std::string::npos);
}

TEST(Bag, every_failure_is_listed_not_only_the_first) {
    Contents bag = good_bag();
    bag["data/documents/1.pdf"] = "fi5st";
    bag["data/extra"] = "x";
    bag["bag-info.txt"] += "Contact-Name: later\n";
    bag.erase("data/report.html");
    EXPECT_EQ(
        problems(bag),
        (Told{"bag.info_oxum", "bag.manifest_not_listed data/extra",
              "bag.file_missing data/report.html", "bag.manifest_not_listed data/extra",
              "bag.file_changed bag-info.txt", "bag.file_changed bag-info.txt",
              "bag.file_changed data/documents/1.pdf", "bag.file_changed data/documents/1.pdf"}));
}

TEST(Bag, each_file_is_read_once_in_the_order_of_the_listing_after_the_tag_files_by_name) {
    MemoryBag bag(good_bag());
    verify_bag(bag);
    EXPECT_EQ(bag.opened(),
              (Told{"bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt",
                    "tagmanifest-sha256.txt", "tagmanifest-sha512.txt", "bag-info.txt",
                    // in one pass:
                    "bag-info.txt", "bagit.txt", "data/documents/1.pdf", "data/documents/2.pdf",
                    "data/report.html", "kontor-package.json", "manifest-sha256.txt",
                    "manifest-sha512.txt"}));
}

TEST(Bag, an_archive_that_breaks_off_is_a_finding_and_a_failing_system_is_not) {
    MemoryBag bag(good_bag());
    bag.break_off("data/documents/1.pdf", ErrorCode::corrupt);
    EXPECT_EQ(told(verify_bag(bag).problems), (Told{"bag.file_unreadable data/documents/1.pdf"}));
    bag.break_off("data/documents/1.pdf", ErrorCode::no_space);
    EXPECT_THROW(verify_bag(bag), Error);
}

TEST(Bag, a_size_that_the_bytes_do_not_have_is_told) {
    MemoryBag bag(good_bag());
    bag.claim_size("data/documents/1.pdf", 4);
    EXPECT_EQ(told(verify_bag(bag).problems),
              (Told{"bag.info_oxum", "bag.file_size data/documents/1.pdf"}));
}

TEST(Bag, a_file_that_grows_is_read_no_further_than_it_was_long) {
    class Endless : public ByteSource {
      public:
        std::size_t read(char* out, std::size_t size) override {
            std::fill_n(out, size, 'x');
            return size;
        }
    };
    class Growing : public MemoryBag {
      public:
        using MemoryBag::MemoryBag;
        std::unique_ptr<ByteSource> open(const std::string& name) override {
            return name == "data/report.html" ? std::make_unique<Endless>() : MemoryBag::open(name);
        }
    };
    Growing bag(good_bag());
    const auto found = told(verify_bag(bag).problems);
    EXPECT_EQ(std::count(found.begin(), found.end(), "bag.file_size data/report.html"), 1);
}

TEST(Bag, what_is_not_wanted_is_not_read_and_digests_are_told_of_the_rest) {
    Contents contents = good_bag();
    contents["manifest-md5.txt"] = "0  data/report.html\n";
    contents["fetch.txt"] = "no line of such a file\n";
    contents = retagged(contents);
    MemoryBag bag(contents);
    const std::set<std::string> unwanted{"manifest-md5.txt", "fetch.txt", "data/documents/1.pdf"};
    std::map<std::string, Bytes> digests;
    const BagVerdict verdict = verify_bag(
        bag, {[&](const BagFile& file) { return !unwanted.contains(file.name); },
              [&](const BagFile& file, const Bytes& sha256) { digests[file.name] = sha256; }});
    EXPECT_EQ(told(verdict.problems), Told());
    for (const std::string& name : bag.opened()) {
        EXPECT_FALSE(unwanted.contains(name)) << name;
    }
    EXPECT_EQ(digests.at("data/documents/2.pdf"), sha256("second paper"));
    EXPECT_FALSE(digests.contains("data/documents/1.pdf"));
}

TEST(Bag, lists_of_far_more_files_than_there_are_are_not_read_to_their_end) {
    Contents contents = good_bag();
    for (std::size_t i = 0; i < limits::bag_findings_max + 100; ++i) {
        contents["manifest-sha256.txt"] += "00  data/" + std::to_string(i) + "\n";
        contents["fetch.txt"] += "http://x - data/" + std::to_string(i) + "\n";
    }
    for (const char* name : {"manifest-sha256.txt", "fetch.txt"}) {
        Contents one = good_bag();
        one[name] = contents.at(name);
        MemoryBag bag(retagged(one));
        std::size_t count = 0;
        for (const Reason& reason : verify_bag(bag).problems) {
            count += reason.code == "bag.list_too_long" ? 1 : 0;
        }
        EXPECT_LE(count, 1U) << name;
        EXPECT_FALSE(verify_bag(bag).valid());
    }
}

TEST(Bag, a_name_twice_in_the_archive_a_link_and_an_unsafe_name_are_refused_unread) {
    MemoryBag bag(good_bag());
    bag.add("data/report.html", "");
    bag.add("data/report.html", "");
    bag.add("data/link", "", BagFile::Kind::other);
    bag.add("data/../../etc/passwd", "");
    bag.add("C:/x", "");
    const auto found = told(verify_bag(bag).problems);
    for (const char* expected :
         {"bag.file_twice data/report.html", "bag.file_not_regular data/link",
          "bag.name_parent data/../../etc/passwd", "bag.name_drive C:/x"}) {
        EXPECT_EQ(std::count(found.begin(), found.end(), expected), 1) << expected;
    }
    for (const std::string& name : bag.opened()) {
        EXPECT_FALSE(unsafe_name(name)) << name;
        EXPECT_NE(name, "data/link");
    }
    const auto& opened = bag.opened();
    EXPECT_EQ(std::count(opened.begin(), opened.end(), "data/report.html"), 1);
}

TEST(Bag, names_that_another_system_takes_for_one_are_worth_a_warning) {
    Contents bag = good_bag();
    for (const char* name : {"README.txt", "readme.TXT",
                             "Stra\xC3\x9F"
                             "e",
                             "STRASSE"}) {
        bag[name] = "";
    }
    EXPECT_EQ(warnings(bag), (Told{"bag.file_alike Stra\xC3\x9F"
                                   "e",
                                   "bag.file_alike readme.TXT"}));
}

// One thing changed in a good bag, and what must be said of it.
struct OneChange {
    const char* about;
    std::function<void(Contents&)> change;
    Told expected;
};

void append(Contents& bag, const std::string& file, const std::string& text) {
    bag[file] += text;
}
void both_manifests(Contents& bag, const std::function<std::string(ByteView, ByteView)>& line) {
    bag["manifest-sha256.txt"] += line(sha256("x"), "");
    bag["manifest-sha512.txt"] += line(sha512("x"), "");
}

TEST(Bag, one_thing_wrong_in_a_manifest_is_found_and_named) {
    const std::string hex(64, 'a');
    const std::vector<OneChange> changes{
        {"half a line",
         [](Contents& b) { append(b, "manifest-sha256.txt", "abc\n"); },
         {"bag.manifest_line"}},
        {"no UTF-8",
         [&](Contents& b) { append(b, "manifest-sha256.txt", hex + "  data/\xFF\n"); },
         {"bag.manifest_line"}},
        {"short digest",
         [](Contents& b) { b["manifest-sha256.txt"].erase(0, 2); },
         {"bag.manifest_digest"}},
        {"listed twice",
         [](Contents& b) {
             append(b, "manifest-sha256.txt",
                    manifest_line(sha256("first"), "data/documents/1.pdf"));
         },
         {"bag.manifest_listed_twice data/documents/1.pdf"}},
        {"listed twice by another spelling",
         [](Contents& b) {
             append(b, "manifest-sha256.txt",
                    manifest_line(sha256("first"), "./data/documents/1.pdf"));
         },
         {"bag.manifest_listed_twice data/documents/1.pdf"}},
        {"escapes",
         [&](Contents& b) { append(b, "manifest-sha256.txt", hex + "  data/../../x\n"); },
         {"bag.name_parent data/../../x"}},
        {"absolute",
         [&](Contents& b) { append(b, "manifest-sha256.txt", hex + "  /dev/null\n"); },
         {"bag.name_absolute /dev/null"}},
        {"home",
         [&](Contents& b) { append(b, "manifest-sha256.txt", hex + "  ~root/x\n"); },
         {"bag.name_home ~root/x"}},
        {"tag file in a payload manifest",
         [](Contents& b) {
             append(b, "manifest-sha256.txt", manifest_line(sha256(b["bagit.txt"]), "bagit.txt"));
         },
         {"bag.manifest_not_payload bagit.txt"}},
        {"one manifest of two lists it",
         [](Contents& b) {
             b["data/new"] = "x";
             b["bag-info.txt"] = "Payload-Oxum: 18.4\n";
             append(b, "manifest-sha256.txt", manifest_line(sha256("x"), "data/new"));
         },
         {"bag.manifest_not_listed data/new"}},
        {"absent",
         [](Contents& b) {
             both_manifests(
                 b, [](ByteView digest, ByteView) { return manifest_line(digest, "data/gone"); });
         },
         {"bag.file_missing data/gone"}},
    };
    for (const OneChange& one : changes) {
        Contents bag = good_bag();
        one.change(bag);
        EXPECT_EQ(problems(retagged(bag)), one.expected) << one.about;
    }
}

TEST(Bag, one_thing_wrong_in_the_declaration_is_found_and_named) {
    const std::string second = "Tag-File-Character-Encoding: UTF-8\n";
    const std::vector<std::pair<std::string, Told>> cases{
        {"\xEF\xBB\xBF" + bag_declaration(), {"bag.declaration_mark"}},
        {"BagIt-Version : 1.0\n" + second, {"bag.declaration_line"}},
        {"BagIt-Version:1.0\n" + second, {"bag.declaration_line"}},
        {"BagIt-Version: 1.0 \n" + second, {"bag.declaration_line"}},
        {"BagIt-Version: .97\n" + second, {"bag.declaration_line"}},
        {"BagIt-Version: 0.97\n" + second, {"bag.version_unsupported"}},
        {"BagIt-Version: 2.0\n" + second, {"bag.version_unsupported"}},
        {"BagIt-Version: 1.0\n", {"bag.declaration_line"}},
        {"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n", {"bag.encoding_unsupported"}},
        {"BagIt-Version: 1.0\nTag-File-Character-Encoding : UTF-8\n", {"bag.declaration_line"}},
        {bag_declaration() + "more\n", {"bag.declaration_line"}},
        {bag_declaration() + "\n", {"bag.declaration_line"}},
        {"", {"bag.declaration_line", "bag.declaration_line"}},
    };
    for (const auto& [text, expected] : cases) {
        Contents bag = good_bag();
        bag["bagit.txt"] = text;
        EXPECT_EQ(problems(retagged(bag)), expected) << text;
    }
    Contents bag = good_bag();
    bag.erase("bagit.txt");
    EXPECT_EQ(problems(retagged(bag)), Told{"bag.declaration_missing"});
}

TEST(Bag, tag_manifests_list_every_payload_manifest_and_no_tag_manifest) {
    const auto with_tags = [](const std::function<std::string(const Contents&)>& lines) {
        Contents bag = good_bag();
        bag.erase("tagmanifest-sha512.txt");
        bag["tagmanifest-sha256.txt"] = lines(bag);
        return problems(bag);
    };
    const auto line = [](const Contents& bag, const char* name) {
        return manifest_line(sha256(bag.at(name)), name);
    };
    EXPECT_EQ(with_tags([&](const Contents& bag) { return line(bag, "manifest-sha256.txt"); }),
              Told{"bag.tagmanifest_omits manifest-sha512.txt"});
    const auto both = [&](const Contents& bag) {
        return line(bag, "manifest-sha256.txt") + line(bag, "manifest-sha512.txt");
    };
    EXPECT_EQ(with_tags(both), Told());
    EXPECT_EQ(with_tags([&](const Contents& bag) {
                  return both(bag) + manifest_line(sha256(""), "tagmanifest-sha256.txt");
              }),
              Told{"bag.tagmanifest_names_tagmanifest tagmanifest-sha256.txt"});
    EXPECT_EQ(
        with_tags([&](const Contents& bag) { return both(bag) + line(bag, "data/report.html"); }),
        Told{"bag.tagmanifest_names_payload data/report.html"});
    EXPECT_EQ(with_tags([&](const Contents& bag) {
                  return both(bag) + manifest_line(sha256(""), "gone");
              }),
              Told{"bag.file_missing gone"});
}

TEST(Bag, without_a_payload_manifest_of_a_known_algorithm_nothing_is_proven) {
    Contents bag = good_bag();
    bag["manifest-crc32.txt"] = "00000000  data/documents/1.pdf\n";
    EXPECT_EQ(problems(retagged(bag)), (Told{"bag.manifest_not_listed data/documents/2.pdf",
                                             "bag.manifest_not_listed data/report.html"}));
    append(bag, "manifest-crc32.txt",
           "00000000  data/documents/2.pdf\n00000000  data/report.html\n");
    EXPECT_EQ(warnings(retagged(bag)), Told{"bag.manifest_unknown_algorithm"});
    bag.erase("manifest-sha256.txt");
    bag.erase("manifest-sha512.txt");
    EXPECT_EQ(problems(retagged(bag)), Told{"bag.manifest_none_known"});
    bag.erase("manifest-crc32.txt");
    EXPECT_EQ(problems(retagged(bag)), Told{"bag.manifest_missing"});
}

TEST(Bag, habits_of_other_tools_are_tolerated_with_one_warning_each) {
    const std::string hex = to_hex(sha256("x"));
    Contents bag = good_bag();
    for (const char* name : {"data/a", "data/b", "data/100%", "data/c", "data/d%20e"}) {
        bag[name] = "x";
    }
    bag["bag-info.txt"] = "payload-OXUM : 22.8\r\n";
    bag.erase("manifest-sha512.txt");
    append(bag, "manifest-sha256.txt",
           hex + " *data/a\n" + hex + " *data/b\r\n\r\n" + hex + "\t./data/c\r" + hex +
               "  data/100%25\n" + hex + "  data/d%20e\n");
    EXPECT_EQ(warnings(retagged(bag)),
              (Told{"bag.manifest_star", "bag.manifest_blank_line", "bag.manifest_dot_slash",
                    "bag.manifest_bare_percent"}));
}

TEST(Bag, line_ends_of_the_declaration_other_than_lf_are_worth_a_warning) {
    for (const char* text : {"BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n",
                             "BagIt-Version: 1.0\nTag-File-Character-Encoding: utf-8"}) {
        Contents bag = good_bag();
        bag["bagit.txt"] = text;
        EXPECT_EQ(warnings(retagged(bag)), Told{"bag.declaration_line_ends"});
    }
}

TEST(Bag, names_with_line_ends_and_percent_signs_are_decoded_once) {
    Contents bag;
    std::string lines;
    for (const char* name : {"data/a\nb", "data/a%0Ab", "data/100%", "data/ c \xC3\xA4"}) {
        bag[name] = "x";
        lines += manifest_line(sha256("x"), name);
    }
    EXPECT_NE(lines.find("data/a%0Ab\n"), std::string::npos);
    EXPECT_NE(lines.find("data/a%250Ab\n"), std::string::npos);
    bag["bagit.txt"] = bag_declaration();
    bag["manifest-sha256.txt"] = lines;
    EXPECT_EQ(warnings(bag), Told());
}

TEST(Bag, nothing_is_fetched_and_what_would_have_to_be_is_missing) {
    Contents bag = good_bag();
    bag["fetch.txt"] = "http://127.0.0.1:9/1 5 data/documents/1.pdf\nhttp://x - data/report.html\n";
    EXPECT_EQ(problems(retagged(bag)), Told());
    bag.erase("data/report.html");
    bag["bag-info.txt"] = "Contact-Name: A\n";
    EXPECT_EQ(problems(retagged(bag)), Told{"bag.fetch_missing data/report.html"});
}

TEST(Bag, a_fetch_list_is_judged_like_a_manifest) {
    Contents bag = good_bag();
    bag["fetch.txt"] =
        "http://x - ../../README.md\r\nhttp://x - C:\\x\nhttp://x - bagit.txt\nhttp://x ten "
        "data/a\nhttp://x\n"
        "http://x 7 data/unlisted\n";
    EXPECT_EQ(problems(retagged(bag)),
              (Told{"bag.name_parent ../../README.md", "bag.name_drive C:\\x",
                    "bag.fetch_not_payload bagit.txt", "bag.fetch_line", "bag.fetch_line",
                    "bag.fetch_not_listed data/unlisted", "bag.fetch_not_listed data/unlisted"}));
}

TEST(Bag, bag_info_may_repeat_and_fold_but_not_say_nothing) {
    Contents bag = good_bag();
    bag["bag-info.txt"] =
        "Contact-Name: A\ncontact-name: B\nExternal-Description: first\n  "
        "second\n\tthird\nEmpty:\n";
    MemoryBag files(retagged(bag));
    const BagVerdict verdict = verify_bag(files);
    EXPECT_EQ(told(verdict.problems), Told());
    EXPECT_EQ(bag_info_values(verdict.info, "CONTACT-NAME"), (Told{"A", "B"}));
    EXPECT_EQ(bag_info_values(verdict.info, "External-Description"), Told{"first second third"});
    EXPECT_EQ(bag_info_values(verdict.info, "Empty"), Told{""});
    for (const char* text :
         {" continues nothing\n", "no colon\n", ": no label\n", "Label: \xFF\n", "\n"}) {
        bag["bag-info.txt"] = text;
        EXPECT_EQ(problems(retagged(bag)), Told{"bag.info_line"}) << text;
    }
}

TEST(Bag, an_oxum_that_is_wrong_or_said_twice_is_a_problem) {
    Contents bag = good_bag();
    for (const auto& [text, expected] :
         {std::pair("Payload-Oxum: 18.3\n", "bag.info_oxum"),
          {"Payload-Oxum: 17.4\n", "bag.info_oxum"},
          {"Payload-Oxum: 17\n", "bag.info_oxum_malformed"},
          {"Payload-Oxum: 17.-3\n", "bag.info_oxum_malformed"},
          {"Payload-Oxum: 17.3\nPayload-Oxum: 17.3\n", "bag.info_oxum_malformed"}}) {
        bag["bag-info.txt"] = text;
        EXPECT_EQ(problems(retagged(bag)), Told{expected}) << text;
    }
}

TEST(Bag, a_hostile_bag_gives_a_bounded_list) {
    Contents bag = good_bag();
    std::string lines;
    for (std::size_t i = 0; i < limits::bag_findings_max + 100; ++i) {
        lines += "x\n";
    }
    append(bag, "manifest-sha256.txt", lines);
    const Told found = problems(bag);
    EXPECT_EQ(found.size(), limits::bag_findings_max + 1);
    EXPECT_EQ(found.back(), "bag.too_many_findings");
}

TEST(Bag, a_line_without_end_is_not_read_into_memory) {
    Contents bag = good_bag();
    append(bag, "manifest-sha256.txt", std::string(limits::bag_line_max_bytes + 1, 'a'));
    const Told found = problems(retagged(bag));
    EXPECT_EQ(found, (Told{"bag.file_unreadable manifest-sha256.txt",
                           "bag.tag_line_too_long manifest-sha256.txt"}));
}

TEST(Bag, a_bag_of_links_and_odd_names_on_a_real_disk_is_judged_the_same) {
    const test::TempFolder folder;
    for (const auto& [path, bytes] : good_bag()) {
        fs::create_directories((folder / path).parent_path());
        std::ofstream(folder / path, std::ios::binary) << bytes;
    }
    test::FolderBag good(folder.path());
    EXPECT_TRUE(verify_bag(good).valid());
    fs::create_symlink("/etc/hostname", folder / "data/documents/link");
    test::FolderBag linked(folder.path());
    EXPECT_EQ(told(verify_bag(linked).problems), Told{"bag.file_not_regular data/documents/link"});
}

}  // namespace
}  // namespace kontor

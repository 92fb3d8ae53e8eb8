#include "storage/proof/package.h"

#include "storage/base/error.h"
#include "storage/proof/bag_name.h"
#include "storage/proof/evidence.h"
#include "storage/proof/json_values.h"
#include "storage/proof/limits.h"
#include "storage/proof/stated_document.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

// Packages of today are verified by programs of later years: these names stay.
TEST(PackageTest, file_names_of_the_world_become_names_of_a_package) {
    const std::pair<ByteView, std::string> names[] = {
        {"Rechnung 12.pdf", "Rechnung_12.pdf"},
        {"Größe.tar.gz", "Groesse.tar.gz"},
        {"../../etc/passwd", "_.._etc_passwd"},
        {"C:\\Users\\x.doc", "C_Users_x.doc"},
        {"...", "original"},
        {"", "original"},
        {".htaccess", "htaccess"},
        {"\xff\xfe", "_"},
        {"请求.pdf", "_.pdf"},
    };
    for (const auto& [raw, expected] : names) {
        EXPECT_EQ(package::safe_file_name(raw), expected);
    }
    const std::string cut = package::safe_file_name(std::string(300, 'x') + ".pdf");
    EXPECT_EQ(cut, std::string(96, 'x') + ".pdf");
}

TEST(PackageTest, whatever_a_file_is_called_its_path_is_fit_for_a_package) {
    for (int c = 0; c < 256; ++c) {
        const Bytes raw{static_cast<char>(c), '/', static_cast<char>(c)};
        const std::string path = package::original_path(DocumentId(7), 1, raw);
        EXPECT_TRUE(package_name_problems({path}).empty()) << path;
        EXPECT_FALSE(unsafe_name(path)) << path;
    }
}

RowOpening row(OpenedTable table, Bytes key, Bytes content, std::uint64_t sequence = 1) {
    return {table, std::move(key), Sequence{sequence}, Bytes(16, 's'), true, std::move(content), 0,
            {}};
}

Bytes key_of(std::uint64_t id) {
    Bytes key;
    append_u64(key, id);
    return key;
}

std::vector<RowOpening> rows_of_a_document() {
    Bytes version = key_of(7);
    append_u32(version, 1);
    return {row(OpenedTable::documents, key_of(7),
                R"({"title":"t","archived":"2026-01-01T00:00:00.000Z","version":1})"),
            row(OpenedTable::versions, version,
                R"({"digest":")" + std::string(64, 'a') + R"(","size":"5","file_name":"x.pdf"})")};
}

TEST(EvidenceTest, evidence_reads_back_as_it_was_written) {
    Evidence evidence{"document:7", rows_of_a_document()};
    evidence.rows[0].path = {leaf_hash("a"), leaf_hash("b")};
    evidence.rows[1].present = false;
    EXPECT_EQ(parse_evidence(format_evidence(evidence)), evidence);
}

TEST(EvidenceTest, evidence_has_one_form_and_says_nothing_else) {
    Evidence evidence{"document:7", rows_of_a_document()};
    evidence.rows[0].path = {leaf_hash("a")};
    const Bytes good = format_evidence(evidence);
    const auto is_refused = [](const Bytes& text) {
        try {
            parse_evidence(text);
        } catch (const Error& error) {
            return error.code() == ErrorCode::invalid;
        }
        return false;
    };
    const std::string path = "\"path\":[\"" + leaf_hash("a").to_hex() + "\"]";
    const std::pair<std::string, std::string> changes[] = {
        {"\"path\":[]", "\"path\":null"},
        {"\"path\":[]", "\"path\":{}"},
        {"\"path\":[]", "\"note\":\"119\",\"path\":[]"},
        {path, "\"path\":{\"a\":\"" + leaf_hash("a").to_hex() + "\"}"},
        {"\"schema\"", "\"more\":1,\"schema\""},
        {"\"rows\"", " \"rows\""},
        {"}", "}\n"},
        {"x.pdf", "x.p\\u0064f"},
        {to_hex(key_of(7)), "000000000000000A"},
    };
    for (const auto& [from, to] : changes) {
        Bytes changed = good;
        const std::size_t at = changed.rfind(from);
        ASSERT_NE(at, Bytes::npos) << from << " in " << good;
        changed.replace(at, from.size(), to);
        EXPECT_TRUE(is_refused(changed)) << to;
    }
    for (const std::size_t length : {0U, 1U, 15U, 17U, 32U}) {
        Evidence salted = evidence;
        salted.rows[0].salt = Bytes(length, 's');
        EXPECT_TRUE(is_refused(format_evidence(salted))) << length << " bytes of salt";
    }
}

TEST(EvidenceTest, more_values_than_any_paper_has_are_refused_before_they_cost_memory) {
    std::string text = R"({"rows":[)";
    for (std::size_t i = 0; i < limits::package_json_values_max; ++i) {
        text += "0,";
    }
    text += R"(0],"schema":"evidence@1","subject":"document:7"})";
    EXPECT_THROW(parse_evidence(text), Error);
    EXPECT_EQ(count_json_values(R"({"a":[1,2,{"b":"[,{\",["}],"c":[]})"), 8U);
    EXPECT_EQ(count_json_values("\"\\"), 1U);

    std::vector<RowOpening> rows = rows_of_a_document();
    rows[0].content.insert(1, "\"tags\":" + text.substr(8, text.find(']') - 7) + ",");
    EXPECT_THROW(state_document(DocumentId(7), rows), Error);
}

TEST(EvidenceTest, a_row_is_under_the_root_of_its_change_and_no_other) {
    std::vector<RowOpening> rows = rows_of_a_document();
    const std::vector<Bytes> commitments{rows[0].commitment(), rows[1].commitment()};
    rows[1].index = 1;
    rows[1].path = rows_inclusion_proof(1, commitments);
    EXPECT_TRUE(rows[1].is_under(2, rows_root(commitments)));
    EXPECT_FALSE(rows[1].is_under(3, rows_root(commitments)));
    RowOpening changed = rows[1];
    changed.content += ' ';
    EXPECT_FALSE(changed.is_under(2, rows_root(commitments)));
    changed = rows[1];
    changed.sequence = Sequence{2};
    EXPECT_FALSE(changed.is_under(2, rows_root(commitments)));
}

TEST(StatedDocumentTest, the_newest_rows_say_which_files_there_are) {
    std::vector<RowOpening> rows = rows_of_a_document();
    const Bytes record = key_of(7) + Bytes("hr.contract\0", 12);
    rows.push_back(row(OpenedTable::records, record, R"({"a":"1"})", 2));
    rows.push_back(row(OpenedTable::records, record, R"({"a":"2"})", 3));
    const StatedDocument stated = state_document(DocumentId(7), rows);
    EXPECT_EQ(stated.versions.at(0).path, "data/documents/7/v1/x.pdf");
    EXPECT_EQ(stated.generated().at("data/records/7.hr.contract.json"), R"({"a":"2"})");
    rows.back().present = false;
    rows.back().content.clear();
    EXPECT_TRUE(state_document(DocumentId(7), rows).records.empty());
}

TEST(StatedDocumentTest, rows_that_do_not_belong_together_are_refused) {
    const auto refused = [](std::vector<RowOpening> rows) {
        try {
            state_document(DocumentId(7), rows);
        } catch (const Error& error) {
            return error.code() == ErrorCode::invalid;
        }
        return false;
    };
    std::vector<RowOpening> rows = rows_of_a_document();
    rows.push_back(rows[0]);
    EXPECT_TRUE(refused(rows)) << "twice";
    rows = rows_of_a_document();
    rows.pop_back();
    EXPECT_TRUE(refused(rows)) << "without its version";
    rows = rows_of_a_document();
    rows.push_back(row(OpenedTable::records, key_of(8) + Bytes("a\0", 2), "{}"));
    EXPECT_TRUE(refused(rows)) << "of another document";
    rows = rows_of_a_document();
    rows.push_back(row(OpenedTable::blobs, Bytes(32, 'z'), "{}"));
    EXPECT_TRUE(refused(rows)) << "of other bytes";
    rows = rows_of_a_document();
    rows.push_back(row(OpenedTable::versions, key_of(7), "{}"));
    EXPECT_TRUE(refused(rows)) << "a key too short";
    rows = rows_of_a_document();
    rows[0].content = "[]";
    EXPECT_TRUE(refused(rows)) << "no object";
}

}  // namespace
}  // namespace kontor

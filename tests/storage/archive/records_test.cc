#include "storage/archive/records.h"

#include "config/record_seeds.h"
#include "storage/archive/documents.h"
#include "storage/archive/log_walk.h"
#include "storage/archive/record_types.h"
#include "storage/base/error.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/archive/test_archive.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

const std::string invoice = "finance.invoice";

Error error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        return e;
    }
    return {ErrorCode::internal, "nothing was thrown"};
}

class RecordsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const Json& seed : record_type_seeds()) {
            RecordTypes(archive_.store()).propose(seed);
        }
        id_ = archive_.take_in("paper").document;
    }
    DocumentView document() {
        return Documents::get(archive_.store().snapshot().rows(), admin, id_, Role::read);
    }
    catalog::RecordAt record() {
        return Records::get(archive_.store().snapshot().rows(), admin, id_, invoice);
    }
    Sequence put(const Json& fields,
                 FieldSource source = FieldSource::person,
                 std::optional<Sequence> expected = {}) {
        return Records(archive_.store())
            .put(admin_caller, id_, {invoice, fields, source}, expected);
    }

    TestArchive archive_;
    DocumentId id_;
};

TEST_F(RecordsTest, what_was_put_is_there_after_a_restart_and_check_is_clean) {
    const Sequence revision = put({{"number", "2025-117"}, {"gross_total", "119.00"}});
    archive_.reopen();
    EXPECT_EQ(record().revision, revision);
    EXPECT_EQ(record().row.fields, Json({{"number", "2025-117"}, {"gross_total", "119.00"}}));
    EXPECT_EQ(record().row.changed_by, admin);
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(RecordsTest, every_revision_is_kept) {
    put({{"number", "1"}});
    put({{"number", "2"}});
    Records(archive_.store()).remove(admin_caller, id_, invoice, {});
    put({{"number", "3"}});
    std::vector<std::string> numbers;
    const Snapshot now = archive_.store().snapshot();
    walk_revisions(
        now.rows(), tables::records, Key().u64(id_.value()).text(invoice),
        [&](const ArchiveRow& row) {
            numbers.push_back(row.present
                                  ? Json::parse(row.content)["fields"]["number"].get<std::string>()
                                  : "gone");
            return true;
        });
    EXPECT_EQ(numbers, (std::vector<std::string>{"3", "gone", "2", "1"}));
}

TEST_F(RecordsTest, a_wrong_record_changes_nothing) {
    const Sequence before = document().revision;
    const Error error = error_of([&] { put({{"gross_total", "viel"}, {"colour", "red"}}); });
    EXPECT_EQ(error.code(), ErrorCode::unprocessable);
    EXPECT_EQ(error.reasons().size(), 2U);
    EXPECT_EQ(document().revision, before);
    EXPECT_EQ(error_of([&] { record(); }).code(), ErrorCode::not_found);
}

TEST_F(RecordsTest, a_type_nobody_knows_is_answered_with_those_that_are_known) {
    for (const char* type : {"finance.receipt", "finance", "../etc", ""}) {
        const Error error = error_of([&] {
            Records(archive_.store()).put(admin_caller, id_, {type, {}}, std::nullopt);
        });
        EXPECT_EQ(error.code(), ErrorCode::not_found);
        EXPECT_EQ(error.reasons().at(0).params.at("known"),
                  "finance.invoice, hr.contract, logistics.delivery_note");
    }
}

TEST_F(RecordsTest, who_has_seen_an_older_record_is_told) {
    const Sequence first = put({{"number", "1"}});
    put({{"number", "2"}}, FieldSource::person, first);
    EXPECT_EQ(error_of([&] {
                  put({{"number", "3"}}, FieldSource::person, first);
              }).code(),
              ErrorCode::overtaken);
    EXPECT_EQ(error_of([&] {
                  Records(archive_.store()).remove(admin_caller, id_, invoice, first);
              }).code(),
              ErrorCode::overtaken);
    EXPECT_EQ(record().row.fields.at("number"), "2");
}

TEST_F(RecordsTest, a_record_changes_the_documents_revision_so_that_nobody_files_the_unseen) {
    const Sequence seen = document().revision;
    put({{"number", "1"}});
    EXPECT_EQ(
        error_of([&] { Documents(archive_.store()).file(admin_caller, id_, seen, {}); }).code(),
        ErrorCode::overtaken);
}

TEST_F(RecordsTest, a_field_that_keeps_its_value_keeps_who_said_it) {
    put({{"number", "1"}, {"gross_total", "10"}}, FieldSource::recognition);
    put({{"number", "1"}, {"gross_total", "12"}, {"currency", "EUR"}});
    using Origins = std::map<std::string, FieldOrigin>;
    EXPECT_EQ(record().row.origins, (Origins{{"number", {FieldSource::recognition, false}},
                                             {"gross_total", {FieldSource::person, true}},
                                             {"currency", {FieldSource::person, true}}}));
}

TEST_F(RecordsTest, filing_confirms_every_field_and_may_bring_the_record_along) {
    put({{"number", "1"}, {"gross_total", "10"}}, FieldSource::recognition);
    const Json fields{{"number", "1"}, {"gross_total", "12"}};
    Documents(archive_.store())
        .file(admin_caller, id_, document().revision, {}, RecordInput{invoice, fields});
    EXPECT_EQ(document().row.filing, Filing::filed);
    EXPECT_EQ(record().row.fields, fields);
    EXPECT_TRUE(record().row.origins.at("number").confirmed);
    EXPECT_EQ(record().row.origins.at("number").source, FieldSource::recognition);
    EXPECT_EQ(record().revision, document().revision);
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(RecordsTest, filing_with_a_wrong_record_files_nothing) {
    const Error error = error_of([&] {
        Documents(archive_.store())
            .file(admin_caller, id_, document().revision, {},
                  RecordInput{invoice, {{"issue_date", "2025-02-30"}}});
    });
    EXPECT_EQ(error.reasons().at(0).pointer, "/record/fields/issue_date");
    EXPECT_EQ(document().row.filing, Filing::new_);
}

TEST_F(RecordsTest, a_title_that_nobody_typed_follows_the_record) {
    put({{"number", "2025-117"}, {"seller", "Drechsler GmbH"}, {"issue_date", "2025-03-01"}});
    EXPECT_EQ(document().row.title, "Rechnung 2025-117, Drechsler GmbH");
    EXPECT_EQ(document().row.title_source, TitleSource::record);
    EXPECT_EQ(document().row.document_date, "2025-03-01");
    put({{"number", "2025-118"}, {"issue_date", "2025-03-02"}});
    EXPECT_EQ(document().row.title, "Rechnung 2025-118");
    EXPECT_EQ(document().row.document_date, "2025-03-02");
}

TEST_F(RecordsTest, what_a_person_said_of_the_document_stays) {
    Documents(archive_.store())
        .patch(admin_caller, id_, document().revision,
               {.title = "Mein Titel", .document_date = std::optional<std::string>("2024-12-31")});
    put({{"number", "1"}, {"issue_date", "2025-03-01"}});
    EXPECT_EQ(document().row.title, "Mein Titel");
    EXPECT_EQ(document().row.document_date, "2024-12-31");
}

TEST_F(RecordsTest, who_follows_the_log_is_told_of_the_document) {
    const Sequence revision = put({{"number", "1"}});
    EXPECT_EQ(documents_of(archive_.store().snapshot().rows(), revision),
              std::set<DocumentId>{id_});
}

TEST_F(RecordsTest, hooks_see_the_document) {
    std::vector<DocumentId> seen;
    archive_.store().on_commit([&](const CommittedChange& change) {
        for (const auto& document : change.documents) {
            seen.push_back(document.id);
        }
    });
    put({{"number", "1"}});
    Records(archive_.store()).remove(admin_caller, id_, invoice, {});
    EXPECT_EQ(seen, (std::vector<DocumentId>{id_, id_}));
}

TEST_F(RecordsTest, a_stranger_cannot_tell_a_record_from_none) {
    put({{"number", "1"}});
    const Caller stranger{ActorId(50), "r"};
    const Error there = error_of([&] {
        Records(archive_.store()).put(stranger, id_, {invoice, {{"x", 1}}}, {});
    });
    const Error absent = error_of([&] {
        Records(archive_.store()).put(stranger, DocumentId(999), {invoice, {{"x", 1}}}, {});
    });
    EXPECT_EQ(there.code(), ErrorCode::not_found);
    EXPECT_EQ(there.reasons().at(0).code, absent.reasons().at(0).code);
}

TEST_F(RecordsTest, a_paper_in_the_trash_keeps_its_record_as_it_is) {
    put({{"number", "1"}});
    Documents(archive_.store()).trash(admin_caller, id_, "doppelt");
    EXPECT_EQ(error_of([&] { put({{"number", "2"}}); }).code(), ErrorCode::conflict);
    EXPECT_EQ(record().row.fields.at("number"), "1");
}

TEST_F(RecordsTest, a_paper_can_be_taken_in_with_its_record) {
    MemorySource source("another paper");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.record = RecordInput{invoice, {{"number", "7"}}};
    id_ = Intake(archive_.store()).take_in(source, request).document;
    EXPECT_EQ(record().revision, document().revision);
    EXPECT_EQ(document().row.title, "Rechnung 7");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(RecordsTest, a_paper_with_a_wrong_record_is_not_taken_in) {
    MemorySource source("another paper");
    IntakeRequest request;
    request.caller = admin_caller;
    request.record = RecordInput{invoice, {{"iban", "DE00"}}};
    const Error error = error_of([&] { Intake(archive_.store()).take_in(source, request); });
    EXPECT_EQ(error.reasons().at(0).pointer, "/record/fields/iban");
    EXPECT_EQ(catalog::last_document(archive_.store().snapshot().rows()), id_);
}

TEST_F(RecordsTest, check_names_a_record_that_was_edited_behind_the_archives_back) {
    put({{"gross_total", "119.00"}});
    archive_.close();
    {
        const auto engine = open_lmdb_engine(archive_.data() / "catalog/000001",
                                             {.tables = tables::catalog, .create = false});
        engine->write([&](WriteTransaction& transaction) {
            const Bytes key = Key().u64(id_.value()).text(invoice);
            auto row = current_row(transaction, tables::records, key).value();
            row.content.replace(row.content.find("119.00"), 6, "999.00");
            put_row(transaction, tables::records, key, row);
        });
    }
    archive_.reopen();
    EXPECT_THAT(archive_.check(), ::testing::Contains(::testing::HasSubstr("records")));
}

TEST_F(RecordsTest, check_finds_a_record_whose_document_or_type_is_not_there) {
    put({{"number", "1"}});
    archive_.store().change({system_actor, "test.damage", "", ""}, [&](Change& change) {
        catalog::put_record(change.write(), DocumentId(77), invoice, record().row);
        catalog::put_record(change.write(), id_, "no.type", record().row);
    });
    EXPECT_THAT(archive_.check(),
                ::testing::UnorderedElementsAre(
                    "record no.type of document 1: its type is not there",
                    "record finance.invoice of document 77: its document is not there"));
}

class RecordTypesTest : public ::testing::Test {
  protected:
    catalog::RecordTypeAt type() {
        return RecordTypes::get(archive_.store().snapshot().rows(), invoice);
    }
    RecordTypes::SeedEnd propose(const Json& seed) {
        return RecordTypes(archive_.store()).propose(seed);
    }
    TestArchive archive_;
    Json seed_ = record_type_seeds().at(0);
};

TEST_F(RecordTypesTest, a_seed_is_taken_over_once) {
    EXPECT_EQ(propose(seed_), RecordTypes::SeedEnd::added);
    const Sequence revision = type().revision;
    archive_.reopen();
    EXPECT_EQ(propose(seed_), RecordTypes::SeedEnd::unchanged);
    EXPECT_EQ(type().revision, revision);
    EXPECT_EQ(type().row.version, 1U);
}

TEST_F(RecordTypesTest, a_seed_that_grows_the_type_is_its_next_version) {
    propose(seed_);
    seed_["properties"]["project"] = seed_["properties"]["order_number"];
    EXPECT_EQ(propose(seed_), RecordTypes::SeedEnd::changed);
    EXPECT_EQ(type().row.version, 2U);
    EXPECT_TRUE(type().row.schema.at("properties").contains("project"));
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(RecordTypesTest, a_seed_that_would_break_records_is_not_taken_over) {
    propose(seed_);
    seed_["properties"].erase("order_number");
    EXPECT_EQ(propose(seed_), RecordTypes::SeedEnd::refused);
    EXPECT_EQ(type().row.version, 1U);
    EXPECT_TRUE(type().row.schema.at("properties").contains("order_number"));
}

TEST_F(RecordTypesTest, a_seed_outside_the_subset_is_an_error) {
    seed_["properties"]["number"]["pattern"] = ".*";
    EXPECT_EQ(error_of([&] { propose(seed_); }).code(), ErrorCode::unprocessable);
}

}  // namespace
}  // namespace kontor::test

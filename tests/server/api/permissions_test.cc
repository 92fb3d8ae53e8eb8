// What a person may not read is answered as if it were not there, by each call that gives a paper's
// bytes or what was made of them.
#include "indexer/pipeline/archive_fields.h"
#include "server/api/service.h"
#include "storage/archive/folders.h"
#include "storage/archive/people.h"
#include "storage/base/error.h"
#include "tests/support/archive/test_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

// A server's calls without its door: nothing is read, nothing is indexed.
class Calls : public testing::Test {
  protected:
    HttpResponse get(ActorId actor,
                     const std::string& path,
                     const std::string& query_version = "") {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        for (std::size_t at = 0; at != std::string::npos && at < path.size();) {
            const std::size_t end = path.find('/', at + 1);
            request.segments.push_back(path.substr(at + 1, end - at - 1));
            at = end;
        }
        if (!query_version.empty()) {
            request.query.emplace_back("version", query_version);
        }
        request.headers.set("Authorization",
                            "Bearer " + People(archive_.store()).log_in(actor).token);
        request.body = std::make_unique<MemorySource>("");
        request.id = "a-request";
        try {
            return service_.handle(request);
        } catch (const Error& error) {
            return service_.on_error(request, error);
        }
    }
    // Without the paper's number, which the one who asked has said himself.
    static std::string told(const HttpResponse& response) {
        std::string told = std::to_string(response.status) + " " + response.body;
        std::erase_if(told, [](char c) { return c >= '0' && c <= '9'; });
        return told;
    }

    TestArchive archive_;
    FieldTable fields_{archive_fields(archive_.store().snapshot().rows())};
    Search search_{archive_.store(), fields_};
    Indexing indexing_{archive_.store(), fields_};
    ExtractionPool pool_{archive_.clock(), {}};
    Reading reading_{archive_.store(), pool_, 1};
    Rendering rendering_{archive_.store(), pool_};
    SearchablePdfs searchable_pdfs_{archive_.store(), pool_};
    Watches watches_{archive_.store(), {}};
    Service service_{archive_.store(), search_,          indexing_, reading_,
                     rendering_,       searchable_pdfs_, watches_,  {}};
};

TEST_F(Calls, a_paper_that_somebody_may_not_read_is_answered_as_a_missing_one) {
    const std::string mine = "/api/v1/documents/" + archive_.take_in("Geheimes").document.str();
    const std::string none = "/api/v1/documents/999999";
    Folders folders(archive_.store());
    const FolderId elsewhere = folders.add(admin_caller, root_folder, "anderswo", true);
    const ActorId stranger = archive_.person("fremd", elsewhere, "read");
    const ActorId reader = archive_.person("liest", root_folder, "read");
    for (const char* call : {"/searchable.pdf", "/content", "/text", "/thumbnail"}) {
        for (const char* version : {"", "1", "7"}) {
            const bool has_versions =
                std::string(call) != "/text" && std::string(call) != "/thumbnail";
            if (!has_versions && *version != '\0') {
                continue;
            }
            const HttpResponse refused = get(stranger, mine + call, version);
            EXPECT_EQ(refused.status, 404) << call;
            EXPECT_THAT(refused.body, testing::HasSubstr("document.not_found")) << call;
            EXPECT_EQ(told(refused), told(get(stranger, none + call, version))) << call;
            EXPECT_EQ(told(refused), told(get(reader, none + call, version))) << call;
        }
    }
    EXPECT_EQ(get(reader, mine + "/content").status, 200);
    const HttpResponse unrecognised = get(reader, mine + "/searchable.pdf");
    EXPECT_EQ(unrecognised.status, 404);
    EXPECT_THAT(unrecognised.body, testing::HasSubstr("document.no_searchable"));
}

}  // namespace
}  // namespace kontor::test

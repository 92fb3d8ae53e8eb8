// CheckingSink: holds a reader to what result.h promises.
#pragma once

#include "indexer/extract/result.h"
#include "storage/base/text.h"
#include "tests/fuzz/fuzz.h"

namespace kontor::fuzz {

class CheckingSink final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {
        require(types_++ == 0 && last_page_ == 0, "one media type, first");
    }
    void fact(std::string_view name, std::string_view value) override {
        require(!name.empty() && is_utf8(value), "a fact has a name and a text");
    }
    void page(std::uint32_t number, std::string_view text) override {
        require(number > last_page_, "pages come in order, each once");
        require(is_utf8(text) && text.find('\0') == std::string_view::npos, "a page is text");
        last_page_ = number;
    }
    void begin_part(std::string_view name) override {
        require(types_ > 0 && is_utf8(name), "a part has a name, after the type");
        ++depth_;
    }
    void end_part(std::string_view /*type*/, const ReadingEnd& /*reading*/) override {
        require(depth_-- > 0, "a part ends once");
    }

  private:
    unsigned types_ = 0;
    std::uint32_t last_page_ = 0;
    std::uint32_t depth_ = 0;
};

}  // namespace kontor::fuzz

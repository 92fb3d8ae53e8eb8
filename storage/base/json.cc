#include "storage/base/json.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <set>
#include <string>
#include <vector>

namespace kontor {

namespace {

Error refused(const char* code, const std::string& parameter, const std::string& value) {
    return {ErrorCode::invalid, "read JSON", Reason{code, {{parameter, shown_value(value)}}, ""}};
}

// Refuses what parse_json refuses beyond syntax. A pass of its own, because the library's callback
// looks at all members of a parent again after each object in it.
class Judge final : public Json::json_sax_t {
  public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override {
        enter();
        names_.emplace_back();
        return true;
    }
    bool key(string_t& name) override {
        if (!names_.back().insert(name).second) {
            throw refused("json.duplicate", "name", name);
        }
        return true;
    }
    bool end_object() override {
        names_.pop_back();
        --depth_;
        return true;
    }
    bool start_array(std::size_t) override {
        enter();
        return true;
    }
    bool end_array() override {
        --depth_;
        return true;
    }
    bool parse_error(std::size_t offset,
                     const std::string&,
                     const Json::exception& error) override {
        if (dynamic_cast<const Json::out_of_range*>(&error) != nullptr) {
            throw Error(ErrorCode::invalid, "read JSON", Reason{"json.number", {}, ""});
        }
        throw refused("json.syntax", "offset", std::to_string(offset));
    }

  private:
    void enter() {
        if (++depth_ > limits::json_depth_max) {
            throw refused("json.depth", "limit", std::to_string(limits::json_depth_max));
        }
    }

    std::size_t depth_ = 0;
    std::vector<std::set<std::string>> names_;  // of the objects that are open
};

}  // namespace

Json parse_json(std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes) {
        throw refused("json.too_large", "limit", std::to_string(max_bytes));
    }
    // The library takes a zero byte for the end and would not look at what follows it.
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        throw refused("json.syntax", "offset", std::to_string(zero + 1));
    }
    // It passes over a byte order mark, which RFC 8259 section 8.1 forbids: bytes that nobody sees.
    if (text.starts_with("\xEF\xBB\xBF")) {
        throw refused("json.syntax", "offset", "1");
    }
    Judge judge;
    Json::sax_parse(text, &judge);
    try {
        return Json::parse(text);
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::internal, std::string("read JSON: ") + e.what());
    }
}

}  // namespace kontor

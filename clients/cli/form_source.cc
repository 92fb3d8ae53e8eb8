#include "clients/cli/form_source.h"

#include "storage/base/random.h"

namespace kontor {

namespace {

std::string head_of(const std::string& boundary, const Json& metadata) {
    return "--" + boundary +
           "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
           "Content-Type: application/json\r\n\r\n" +
           metadata.dump() + "\r\n--" + boundary +
           "\r\nContent-Disposition: form-data; name=\"file\"\r\n"
           "Content-Type: application/octet-stream\r\n\r\n";
}

}  // namespace

FormSource::FormSource(const Json& metadata, ByteSource& file)
    : boundary_(random_name()),
      head_(head_of(boundary_, metadata)),
      tail_("\r\n--" + boundary_ + "--\r\n"),
      head_source_(head_),
      tail_source_(tail_),
      parts_{&head_source_, &file, &tail_source_} {}

std::size_t FormSource::read(char* out, std::size_t size) {
    for (; part_ < parts_.size(); ++part_) {
        if (const std::size_t count = parts_.at(part_)->read(out, size)) {
            return count;
        }
    }
    return 0;
}

}  // namespace kontor

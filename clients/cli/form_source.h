// FormSource: the body of a form (RFC 7578) with metadata and one file, streamed.
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/base/json.h"

#include <array>
#include <cstdint>
#include <string>

namespace kontor {

// `file` stays the caller's. The metadata comes first, so that the server can stream the file.
class FormSource : public ByteSource {
  public:
    FormSource(const Json& metadata, ByteSource& file);
    FormSource(const FormSource&) = delete;  // its parts look into it
    FormSource& operator=(const FormSource&) = delete;

    std::size_t read(char* out, std::size_t size) override;
    std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }
    // Bytes besides those of the file.
    std::uint64_t frame_bytes() const { return head_.size() + tail_.size(); }

  private:
    std::string boundary_;
    std::string head_;
    std::string tail_;
    MemorySource head_source_;
    MemorySource tail_source_;
    std::array<ByteSource*, 3> parts_;
    std::size_t part_ = 0;
};

}  // namespace kontor

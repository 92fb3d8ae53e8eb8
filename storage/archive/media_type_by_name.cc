#include "storage/archive/media_type_by_name.h"

#include <array>
#include <utility>

namespace kontor {

namespace {

// Endings of what back offices keep (IANA media types registry).
constexpr std::array<std::pair<std::string_view, std::string_view>, 27> endings{{
    {"pdf", "application/pdf"},
    {"txt", "text/plain"},
    {"csv", "text/csv"},
    {"html", "text/html"},
    {"htm", "text/html"},
    {"md", "text/markdown"},
    {"json", "application/json"},
    {"xml", "application/xml"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"png", "image/png"},
    {"gif", "image/gif"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"eml", "message/rfc822"},
    {"msg", "application/vnd.ms-outlook"},
    {"zip", "application/zip"},
    {"doc", "application/msword"},
    {"xls", "application/vnd.ms-excel"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"rtf", "application/rtf"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
}};

}  // namespace

std::string media_type_by_name(ByteView file_name, const std::string& declared) {
    const std::size_t dot = file_name.rfind('.');
    std::string ending(dot == ByteView::npos ? ByteView() : file_name.substr(dot + 1));
    for (char& c : ending) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    for (const auto& [name, type] : endings) {
        if (name == ending) {
            return std::string(type);
        }
    }
    return declared.empty() ? "application/octet-stream" : declared;
}

}  // namespace kontor

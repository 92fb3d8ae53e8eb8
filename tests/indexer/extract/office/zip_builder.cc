#include "tests/indexer/extract/office/zip_builder.h"

#include <stdexcept>

#include <zlib.h>

namespace kontor::test {

namespace {

std::string deflated(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("deflateInit2");
    }
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string little(std::size_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xFF);
    }
    return out;
}

unsigned long crc_of(std::string_view bytes) {
    return crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
}

}  // namespace

ZipBuilder& ZipBuilder::add(std::string_view name, std::string_view content) {
    entries_.push_back({std::string(name), deflated(content), 8, crc_of(content), content.size()});
    return *this;
}

ZipBuilder& ZipBuilder::add_stored(std::string_view name, std::string_view content) {
    entries_.push_back(
        {std::string(name), std::string(content), 0, crc_of(content), content.size()});
    return *this;
}

std::string ZipBuilder::bytes() const {
    return made(0);
}

std::string ZipBuilder::with_wrong_sizes() const {
    return made(7);
}

// APPNOTE.TXT 4.3: local headers with data, the central directory, its end. Flag 0x800: UTF-8.
std::string ZipBuilder::made(std::size_t added_to_sizes) const {
    std::string out;
    std::string directory;
    for (const Entry& entry : entries_) {
        const std::string common =
            little(20, 2) + little(0x800, 2) + little(entry.method, 2) + little(0x58210000, 4) +
            little(entry.crc, 4) + little(entry.data.size(), 4) +
            little(entry.size + added_to_sizes, 4) + little(entry.name.size(), 2) + little(0, 2);
        directory += "PK\x01\x02" + little(20, 2) + common + little(0, 2) + little(0, 2) +
                     little(0, 2) + little(0, 4) + little(out.size(), 4) + entry.name;
        out += "PK\x03\x04" + common + entry.name + entry.data;
    }
    const std::size_t at = out.size();
    out += directory + "PK\x05\x06" + little(0, 4) + little(entries_.size(), 2) +
           little(entries_.size(), 2) + little(directory.size(), 4) + little(at, 4) + little(0, 2);
    return out;
}

std::string relations(const Links& links) {
    std::string out =
        "<Relationships "
        "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    for (const auto& [id, kind, target] : links) {
        out += "<Relationship Id=\"" + std::string(id) +
               "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" +
               std::string(kind) + "\" Target=\"" + std::string(target) + "\"/>";
    }
    return out + "</Relationships>";
}

ZipBuilder package(std::string_view main_part, std::string_view kind) {
    ZipBuilder zip;
    zip.add("[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/" +
                std::string(main_part) +
                "\" ContentType=\"application/vnd.openxmlformats-officedocument." +
                std::string(kind) + ".main+xml\"/></Types>");
    zip.add("_rels/.rels", relations({{"rId1", "officeDocument", main_part},
                                      {"rId2", "metadata/core-properties", "docProps/core.xml"}}));
    return zip;
}

ZipBuilder docx(std::string_view body) {
    return package("word/document.xml", "wordprocessingml.document")
        .add("word/document.xml",
             "<w:document xmlns:w=\"w\"><w:body>" + std::string(body) + "</w:body></w:document>");
}

ZipBuilder open_document(std::string_view kind, std::string_view body) {
    return ZipBuilder()
        .add_stored("mimetype", "application/vnd.oasis.opendocument." + std::string(kind))
        .add("content.xml",
             "<office:document-content><office:automatic-styles><style:style><text:p>Stil</text:p>"
             "</style:style></office:automatic-styles><office:body>" +
                 std::string(body) + "</office:body></office:document-content>")
        .add("META-INF/manifest.xml", "<manifest:manifest/>");
}

}  // namespace kontor::test

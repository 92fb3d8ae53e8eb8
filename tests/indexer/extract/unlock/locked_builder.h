// Office documents under a password, made byte by byte: what a program that encrypts does, with
// OpenSSL, and apart from the code that opens them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor::test {

struct Agile {
    std::string hash = "SHA512";
    unsigned key_bits = 256;
    unsigned spins = 100;
    std::string password = "Käse geheim";
    // The same in UTF-16LE.
    std::string utf16_password = std::string("K\0\xE4\0s\0e\0 \0g\0e\0h\0e\0i\0m\0", 22);
    std::uint64_t size_told = 0;  // of the package; the true one when it is 0
    std::string salt = "Salz von sechzeh";
};
std::string agile_info(const Agile& how);
// The stream EncryptedPackage.
std::string agile_package(const Agile& how, std::string_view content);

struct Standard {
    unsigned key_bits = 128;
    std::string utf16_password = Agile{}.utf16_password;
};
std::string standard_info(const Standard& how);
std::string standard_package(const Standard& how, std::string_view content);

// A compound file of both streams.
std::string locked_file(const std::string& info, const std::string& package);
std::string locked_file(const Agile& how, std::string_view content);
std::string locked_file(const Standard& how, std::string_view content);

// A part of an OpenDocument.
struct LockedPart {
    std::string hash = "SHA256";
    unsigned key_bits = 256;
    unsigned rounds = 100;
    std::string password = "Käse geheim";
    std::string content = {};
};
std::string locked_part(const LockedPart& how);
// What the manifest says of it.
std::string manifest_entry(const LockedPart& how, std::string_view name);

}  // namespace kontor::test

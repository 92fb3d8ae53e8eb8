// Envelope: how a value lies on disk; format byte, payload, checksum (the shape is on the format
// page, tables.h).
//
// Promises  open_envelope() hands out a payload only under the table and key it was sealed for: a
//           flipped bit, a row copied to another key and a row of another table are all corrupt.
// Threads   Any.
//           Not so for chunks of blobs: a bare envelope says nothing of its payload, which says
//           itself whose it is (blob/volume_format.h).
// Why       SipHash-2-4 with a key of zeros is a checksum against rot and slips, not a seal
//           against an attacker: the audit log's rows_root is that.
#pragma once

#include "storage/base/bytes.h"
#include "storage/kv/tables.h"

namespace kontor {

// What an envelope adds to its payload: who fits values to pages counts it in.
constexpr std::size_t envelope_overhead_bytes = 9;

Bytes seal_envelope(const Table& table, ByteView key, ByteView payload);

// A view into `envelope`. Error corrupt when it does not hold; unsupported for a format of a later
// version whose checksum holds.
ByteView open_envelope(const Table& table, ByteView key, ByteView envelope);

// "table documents, key 0000000000000001": how messages for the operator name a row.
std::string row_name(const Table& table, ByteView key);

}  // namespace kontor

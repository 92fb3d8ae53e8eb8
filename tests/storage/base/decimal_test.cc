#include "storage/base/decimal.h"

#include "storage/base/error.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

std::string code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::invalid);
        return e.reasons().empty() ? "" : e.reasons()[0].code;
    }
    return "nothing thrown";
}

const std::string largest = "999999999999999999.999999999";

TEST(Decimal, a_number_prints_as_it_was_read) {
    for (const std::string text :
         {"0", "7", "-7", "0.5", "-0.5", "1.50", "1234.56", "-1234.56", "0.000000001", "0.00", "10",
          "100.10", "999999999999999999.999999999", "-999999999999999999.999999999"}) {
        EXPECT_EQ(parse_decimal(text).str(), text);
    }
    EXPECT_EQ(parse_decimal("1.50").scale(), 2);
    EXPECT_EQ(parse_decimal("15").scale(), 0);
    EXPECT_EQ(Decimal().str(), "0");
}

TEST(Decimal, there_is_no_negative_zero) {
    EXPECT_EQ(parse_decimal("-0").str(), "0");
    EXPECT_EQ(parse_decimal("-0.00").str(), "0.00");
    EXPECT_FALSE(parse_decimal("-0.00").is_negative());
    EXPECT_TRUE(parse_decimal("-0.00").is_zero());
}

TEST(Decimal, only_the_one_strict_form_is_read) {
    for (const std::string text :
         {"",    "-",   ".",   "-.",  ".5",  "5.",    "-.5",      "+1",    "--1",
          "- 1", " 1",  "1 ",  "1e3", "1E3", "1,5",   "1.000,50", "1.0.0", "00",
          "01",  "-01", "0x1", "NaN", "inf", "1.5\n", "\xd9\xa1", "1.5-"}) {
        EXPECT_EQ(code_of([&] { parse_decimal(text); }), "value.decimal") << text;
    }
    EXPECT_EQ(code_of([] { parse_decimal(std::string("1\0", 2)); }), "value.decimal");
}

TEST(Decimal, digits_beyond_the_bounds_are_refused_and_not_rounded) {
    EXPECT_EQ(code_of([] { parse_decimal("0.0000000001"); }), "value.decimal");
    EXPECT_EQ(code_of([] { parse_decimal("1.0000000000"); }), "value.decimal");
    EXPECT_EQ(code_of([] { parse_decimal("1000000000000000000"); }), "value.decimal");
    EXPECT_EQ(code_of([] { parse_decimal(std::string(5000, '9')); }), "value.decimal");
    EXPECT_EQ(code_of([] { parse_decimal("0." + std::string(5000, '0')); }), "value.decimal");
}

TEST(Decimal, numbers_compare_by_value_whatever_their_scale) {
    EXPECT_EQ(parse_decimal("1.5"), parse_decimal("1.500"));
    EXPECT_EQ(parse_decimal("-0"), parse_decimal("0.000"));
    EXPECT_LT(parse_decimal("1.49"), parse_decimal("1.5"));
    EXPECT_LT(parse_decimal("9"), parse_decimal("10"));
    EXPECT_LT(parse_decimal("-10"), parse_decimal("-9.99"));
    EXPECT_LT(parse_decimal("-0.000000001"), Decimal());
    EXPECT_NE(parse_decimal("0.1"), parse_decimal("0.100000001"));
}

TEST(Decimal, sums_are_exact_and_keep_the_finer_scale) {
    EXPECT_EQ((parse_decimal("0.1") + parse_decimal("0.2")).str(), "0.3");
    EXPECT_EQ((parse_decimal("100") + parse_decimal("0.05")).str(), "100.05");
    EXPECT_EQ((parse_decimal("100.00") - parse_decimal("119")).str(), "-19.00");
    EXPECT_EQ((parse_decimal("1.50") - parse_decimal("1.5")).str(), "0.00");
    EXPECT_EQ((-parse_decimal("1.50")).str(), "-1.50");
    EXPECT_EQ((-parse_decimal("0.0")).str(), "0.0");
    EXPECT_EQ((parse_decimal(largest) - parse_decimal(largest)).str(), "0.000000000");
    Decimal sum;
    for (int i = 0; i < 1000; ++i) {
        sum = sum + parse_decimal("0.01");
    }
    EXPECT_EQ(sum.str(), "10.00");
}

TEST(Decimal, a_sum_that_leaves_the_bounds_is_an_error_and_does_not_wrap) {
    const Decimal most = parse_decimal(largest);
    const Decimal least = -most;
    EXPECT_EQ(code_of([&] { most + parse_decimal("0.000000001"); }), "value.decimal");
    EXPECT_EQ(code_of([&] { least - parse_decimal("0.000000001"); }), "value.decimal");
    EXPECT_EQ(code_of([&] { most + most; }), "value.decimal");
    EXPECT_EQ(code_of([&] { most - least; }), "value.decimal");
    EXPECT_EQ((most + least).str(), "0.000000000");
}

TEST(Decimal, the_order_of_the_keys_is_the_order_of_the_numbers) {
    const std::vector<std::string> ascending = {"-999999999999999999.999999999",
                                                "-1000",
                                                "-999.99",
                                                "-256",
                                                "-255",
                                                "-1.000000001",
                                                "-1",
                                                "-0.5",
                                                "-0.000000001",
                                                "0",
                                                "0.000000001",
                                                "0.09",
                                                "0.1",
                                                "0.99",
                                                "1",
                                                "1.01",
                                                "2",
                                                "9",
                                                "10",
                                                "11.1",
                                                "255",
                                                "256",
                                                "65535.999999999",
                                                "65536",
                                                "4294967296",
                                                "18446744073.709551615",
                                                "18446744073.709551616",
                                                "99999999999999999.99",
                                                "999999999999999999.999999999"};
    for (const std::string& left : ascending) {
        const Bytes key = sortable_key(parse_decimal(left));
        EXPECT_EQ(key.size(), 12U);
        for (const std::string& right : ascending) {
            const bool less = parse_decimal(left) < parse_decimal(right);
            EXPECT_EQ(key < sortable_key(parse_decimal(right)), less) << left << " " << right;
        }
    }
    EXPECT_TRUE(std::is_sorted(
        ascending.begin(), ascending.end(), [](const std::string& left, const std::string& right) {
            return sortable_key(parse_decimal(left)) < sortable_key(parse_decimal(right));
        }));
}

TEST(Decimal, equal_numbers_have_one_key_and_its_bytes_are_fixed) {
    EXPECT_EQ(sortable_key(parse_decimal("1.5")), sortable_key(parse_decimal("1.500")));
    EXPECT_EQ(to_hex(sortable_key(Decimal())), "800000000000000000000000");
    EXPECT_EQ(to_hex(sortable_key(parse_decimal("1"))), "80000000000000003b9aca00");
    EXPECT_EQ(to_hex(sortable_key(parse_decimal("-0.000000001"))), "7fffffffffffffffffffffff");
}

}  // namespace
}  // namespace kontor

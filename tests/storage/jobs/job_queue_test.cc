#include "storage/jobs/job_queue.h"

#include "storage/kv/key.h"
#include "tests/storage/jobs/queue_home.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class JobQueueTest : public testing::Test, protected QueueHome {};
class JobQueueOnDisk : public testing::Test, protected QueueHome {
  protected:
    JobQueueOnDisk() : QueueHome(Keeping::disk) {}
};

TEST_F(JobQueueTest, a_job_comes_out_as_it_went_in) {
    const JobId id = enqueue({.kind = "read",
                              .subject = "4711",
                              .payload = {{"version", 2}},
                              .priority = JobPriority::waited_for});
    const auto job = take();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->id, id);
    EXPECT_EQ(job->kind, "read");
    EXPECT_EQ(job->subject, "4711");
    EXPECT_EQ(job->payload, (Json{{"version", 2}}));
    EXPECT_EQ(job->priority, JobPriority::waited_for);
    EXPECT_EQ(job->attempt, 1);
}

TEST_F(JobQueueTest, some_of_a_kind_come_at_once_the_best_first_and_nobody_else_gets_them) {
    for (const char* subject : {"1", "2", "3"}) {
        enqueue(reading(subject));
    }
    enqueue({.kind = "index", .subject = "9"});
    {
        const auto some = take_some("read", 2);
        ASSERT_EQ(some.size(), 2U);
        EXPECT_EQ(some[0].subject, "3");
        EXPECT_EQ(some[1].subject, "2");
        const auto rest = take_some("read", 2);
        ASSERT_EQ(rest.size(), 1U);
        EXPECT_EQ(rest[0].subject, "1");
        EXPECT_THAT(take_some("read", 2), IsEmpty());
    }
    EXPECT_THAT(take_all(), ElementsAre("3", "2", "1"));  // given back unfinished
}

TEST_F(JobQueueTest, a_finished_job_is_gone_without_a_trace) {
    enqueue(reading("1"));
    EXPECT_THAT(take_all(), ElementsAre("1"));
    EXPECT_FALSE(find("1"));
    EXPECT_THAT(listed({}), IsEmpty());
    EXPECT_TRUE(JobQueue::counts(*rows()).empty());
    EXPECT_EQ(rows()->count(tables::jobs), 0U);
    EXPECT_EQ(rows()->count(tables::jobs_by_subject), 0U);
    EXPECT_EQ(rows()->count(tables::jobs_by_due), 0U);
}

TEST_F(JobQueueTest, the_newest_comes_first_and_what_is_waited_for_before_it) {
    enqueue(reading("later", JobPriority::background));
    enqueue(reading("1"));
    enqueue(reading("looked at, old", JobPriority::waited_for));
    enqueue(reading("2"));
    enqueue(reading("looked at, new", JobPriority::waited_for));
    enqueue(reading("3"));
    EXPECT_THAT(take_all(),
                ElementsAre("looked at, new", "looked at, old", "3", "2", "1", "later"));
}

TEST_F(JobQueueTest, only_jobs_of_the_kinds_asked_for_are_given_out_and_the_best_of_them) {
    enqueue({.kind = "read", .subject = "a"});
    enqueue({.kind = "readx", .subject = "b"});
    enqueue({.kind = "index", .subject = "c"});
    enqueue({.kind = "read", .subject = "d"});
    EXPECT_FALSE(take({"rea"}));
    EXPECT_FALSE(take({}));
    EXPECT_THAT(take_all({"index", "read"}), ElementsAre("d", "c", "a"));
    EXPECT_THAT(take_all({"readx"}), ElementsAre("b"));
}

TEST_F(JobQueueTest, a_job_at_work_is_given_to_nobody_else) {
    enqueue(reading("1"));
    enqueue(reading("2"));
    const auto two = take();
    const auto one = take();
    EXPECT_EQ(two->subject, "2");
    EXPECT_EQ(one->subject, "1");
    EXPECT_FALSE(take());
}

TEST_F(JobQueueTest, a_lease_that_ends_without_a_word_leaves_the_job_to_be_taken) {
    enqueue(reading("1"));
    take();
    const auto again = take();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->attempt, 1);
}

TEST_F(JobQueueTest, a_request_for_a_job_that_waits_joins_it) {
    const JobId first = enqueue({.kind = "read", .subject = "1", .payload = "old"});
    enqueue(reading("2"));
    const JobId second = enqueue(
        {.kind = "read", .subject = "1", .payload = "new", .priority = JobPriority::waited_for});
    enqueue(
        {.kind = "read", .subject = "1", .payload = "newest", .priority = JobPriority::background});
    EXPECT_EQ(first, second);
    EXPECT_EQ(count(JobState::pending), 2U);
    const auto job = take();
    EXPECT_EQ(job->subject, "1");
    EXPECT_EQ(job->payload, "newest");
    EXPECT_EQ(job->priority, JobPriority::waited_for);
}

TEST_F(JobQueueTest, a_place_says_how_many_are_taken_until_it_is_ones_turn) {
    const JobId old = enqueue(reading("1"));
    const JobId newer = enqueue(reading("2"));
    const JobId waited =
        enqueue({.kind = "read", .subject = "3", .priority = JobPriority::waited_for});
    const JobId other = enqueue({.kind = "index", .subject = "3"});
    const auto places = JobQueue::places(*rows(), "read", {old, newer, waited, other});
    EXPECT_THAT(places, ElementsAre(Pair(old, 3U), Pair(newer, 2U), Pair(waited, 1U)));
    EXPECT_THAT(JobQueue::places(*rows(), "read", {newer}), ElementsAre(Pair(newer, 2U)));
}

TEST_F(JobQueueTest, the_pace_is_the_time_of_a_job_shared_by_those_beside_it) {
    EXPECT_FALSE(queue().pace("read"));
    enqueue(reading("1"));
    enqueue(reading("2"));
    {
        const auto job = take();
        clock.advance(Milliseconds(400));
        finish(*job);
    }
    EXPECT_EQ(queue().pace("read"), Milliseconds(400));
    EXPECT_FALSE(queue().pace("index"));
    enqueue(reading("3"));
    {
        const auto one = take();
        const auto two = take();
        clock.advance(Milliseconds(400));
        finish(*one);
        finish(*two);
    }
    EXPECT_LT(queue().pace("read"), Milliseconds(400));
    EXPECT_GE(queue().pace("read"), Milliseconds(200));
}

TEST_F(JobQueueTest, the_same_subject_for_another_kind_is_another_job) {
    enqueue({.kind = "read", .subject = "1"});
    enqueue({.kind = "index", .subject = "1"});
    EXPECT_THAT(take_all({"read"}), ElementsAre("1"));
    EXPECT_THAT(take_all({"index"}), ElementsAre("1"));
}

TEST_F(JobQueueTest, a_job_asked_for_while_it_is_at_work_runs_again) {
    enqueue({.kind = "read", .subject = "1", .payload = "old"});
    {
        const auto job = take();
        enqueue({.kind = "read", .subject = "1", .payload = "new"});
        EXPECT_FALSE(take());  // not by two at once
        finish(*job);
    }
    const auto again = take();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->payload, "new");
    finish(*again);
    EXPECT_FALSE(find("1"));
}

TEST_F(JobQueueTest, the_failure_of_older_work_does_not_touch_what_was_asked_for_since) {
    enqueue(reading("1"));
    {
        const auto job = take();
        enqueue(reading("1"));
        fail(*job, FailureKind::permanent);
    }
    EXPECT_EQ(find("1")->state, JobState::pending);
    EXPECT_EQ(find("1")->attempts, 0);
    EXPECT_TRUE(take());
}

TEST_F(JobQueueTest, a_temporary_failure_is_tried_again_later_and_later_and_then_given_up) {
    enqueue(reading("1"));
    Milliseconds delay = limits::job_retry_delay_first;
    for (int attempt = 1; attempt <= limits::job_attempts_max; ++attempt) {
        auto job = take();
        ASSERT_TRUE(job) << attempt;
        EXPECT_EQ(job->attempt, attempt);
        fail(*job);
        job.reset();
        EXPECT_FALSE(take());
        if (attempt < limits::job_attempts_max) {
            EXPECT_EQ(find("1")->state, JobState::pending);
            EXPECT_EQ(find("1")->due, clock.now() + delay);
            clock.advance(delay - Milliseconds(1));
            EXPECT_FALSE(take());
            clock.advance(Milliseconds(1));
            delay = std::min(2 * delay, limits::job_retry_delay_max);
        }
    }
    const auto given_up = find("1");
    EXPECT_EQ(given_up->state, JobState::failed);
    EXPECT_EQ(given_up->attempts, limits::job_attempts_max);
    EXPECT_EQ(given_up->reason, (Reason{"job.broken", {{"why", "test"}}, ""}));
    EXPECT_EQ(given_up->last_attempt, clock.now());
    EXPECT_EQ(given_up->created, test_start);
    EXPECT_FALSE(given_up->due);
    clock.advance(std::chrono::hours(1000));
    EXPECT_FALSE(take());
    EXPECT_EQ(count(JobState::failed), 1U);
    EXPECT_EQ(count(JobState::pending), 0U);
}

TEST_F(JobQueueTest, a_permanent_failure_is_given_up_at_once) {
    enqueue(reading("1"));
    fail(*take(), FailureKind::permanent);
    EXPECT_EQ(find("1")->state, JobState::failed);
    EXPECT_EQ(find("1")->attempts, 1);
    EXPECT_FALSE(take());
}

TEST_F(JobQueueTest, a_try_that_a_disk_held_up_is_made_again_however_often_and_not_counted) {
    enqueue(reading("1"));
    for (int i = 0; i < 2 * limits::job_attempts_max; ++i) {
        fail(*take(), FailureKind::held_up);
        EXPECT_FALSE(take());
        clock.advance(limits::job_held_up_pause);
    }
    const auto job = take();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->attempt, 1);
}

TEST_F(JobQueueTest, a_reason_with_foreign_bytes_still_finds_its_way_into_the_list) {
    enqueue(reading("1"));
    const auto job = take();
    engine().write([&](WriteTransaction& txn) {
        JobQueue::fail(txn, *job,
                       {FailureKind::permanent, {"job.broken", {{"name", "\xff\xfe"}}, ""}},
                       clock.now());
    });
    EXPECT_EQ(find("1")->reason->code, "job.broken");
}

TEST_F(JobQueueTest, retries_come_after_new_jobs_of_their_priority_in_the_order_they_are_due) {
    for (const auto* subject : {"retry a", "retry b"}) {
        enqueue(reading(subject));
        fail(*take());
        clock.advance(Milliseconds(10));
    }
    enqueue(reading("retry seen", JobPriority::waited_for));
    fail(*take());
    clock.advance(limits::job_retry_delay_max);
    enqueue(reading("new"));
    enqueue(reading("new seen", JobPriority::waited_for));
    enqueue(reading("later", JobPriority::background));
    EXPECT_THAT(take_all(),
                ElementsAre("new seen", "retry seen", "new", "retry a", "retry b", "later"));
}

TEST_F(JobQueueTest, a_retry_that_is_not_due_hides_no_job_behind_it) {
    enqueue(reading("seen", JobPriority::waited_for));
    fail(*take());
    enqueue(reading("normal"));
    enqueue(reading("later", JobPriority::background));
    EXPECT_THAT(take_all(), ElementsAre("normal", "later"));
}

TEST_F(JobQueueTest, a_new_request_makes_a_waiting_retry_new) {
    enqueue(reading("1"));
    fail(*take());
    EXPECT_FALSE(take());
    enqueue(reading("1"));
    EXPECT_EQ(find("1")->attempts, 0);
    EXPECT_FALSE(find("1")->due);
    EXPECT_TRUE(take());
}

TEST_F(JobQueueTest, a_new_request_for_a_failed_job_makes_it_pending) {
    enqueue(reading("1", JobPriority::waited_for));
    fail(*take(), FailureKind::permanent);
    clock.advance(Milliseconds(5));
    const JobId id = find("1")->id;
    EXPECT_EQ(enqueue(reading("1")), id);
    EXPECT_EQ(find("1")->state, JobState::pending);
    EXPECT_EQ(find("1")->priority, JobPriority::normal);
    EXPECT_EQ(find("1")->created, clock.now());
    EXPECT_FALSE(find("1")->reason);
    EXPECT_EQ(count(JobState::failed), 0U);
    EXPECT_THAT(take_all(), ElementsAre("1"));
}

TEST_F(JobQueueTest, to_hurry_raises_the_priority_and_shortens_no_delay) {
    enqueue(reading("1"));
    enqueue(reading("2"));
    EXPECT_TRUE(hurry("read", "1"));
    EXPECT_TRUE(hurry("read", "1"));
    EXPECT_FALSE(hurry("read", "3"));
    EXPECT_FALSE(hurry("index", "1"));
    EXPECT_THAT(take_all(), ElementsAre("1", "2"));
    enqueue(reading("4"));
    fail(*take());
    EXPECT_TRUE(hurry("read", "4"));
    EXPECT_FALSE(take());
    clock.advance(limits::job_retry_delay_first);
    auto job = take();
    ASSERT_TRUE(job);
    EXPECT_TRUE(hurry("read", "4"));  // at work: it is not asked for anew
    fail(*job, FailureKind::permanent);
    EXPECT_FALSE(hurry("read", "4"));
    EXPECT_EQ(find("4")->state, JobState::failed);
}

TEST_F(JobQueueTest, an_operator_retries_a_failed_job_and_only_such) {
    const JobId id = enqueue(reading("1"));
    EXPECT_FALSE(retry(id));
    fail(*take(), FailureKind::permanent);
    EXPECT_TRUE(retry(id));
    EXPECT_FALSE(retry(id));
    EXPECT_FALSE(retry(JobId(id.value() + 1)));
    EXPECT_EQ(take()->attempt, 1);
}

TEST_F(JobQueueTest, to_end_a_try_twice_is_to_end_it_once) {
    enqueue(reading("1"));
    {
        const auto job = take();
        fail(*job);
        fail(*job, FailureKind::permanent);
        EXPECT_EQ(find("1")->attempts, 1);
        EXPECT_EQ(find("1")->state, JobState::pending);
        finish(*job);
        EXPECT_TRUE(find("1"));
    }
    clock.advance(limits::job_retry_delay_first);
    const auto job = take();
    finish(*job);
    finish(*job);
    fail(*job);
    EXPECT_FALSE(find("1"));
}

TEST_F(JobQueueTest, the_lease_of_a_job_long_done_cannot_end_a_new_one) {
    enqueue(reading("1"));
    const auto old = take();
    finish(*old);
    const JobId next = enqueue(reading("1"));
    EXPECT_NE(next, old->id);
    finish(*old);
    fail(*old, FailureKind::permanent);
    EXPECT_EQ(find("1")->state, JobState::pending);
}

TEST_F(JobQueueTest, a_transaction_that_is_run_again_does_the_same) {
    enqueue(reading("1"));
    const auto job = take();
    struct GivenUp {};
    EXPECT_THROW(engine().write([&](WriteTransaction& txn) {
        JobQueue::fail(txn, *job, {}, clock.now());
        JobQueue::enqueue(txn, reading("2"), clock.now());
        throw GivenUp();
    }),
                 GivenUp);
    EXPECT_EQ(find("1")->attempts, 0);
    EXPECT_FALSE(find("2"));
    engine().write([&](WriteTransaction& txn) {
        JobQueue::finish(txn, *job, clock.now());
        EXPECT_EQ(JobQueue::enqueue(txn, reading("2"), clock.now()).value(), 2U);
    });
    EXPECT_FALSE(find("1"));
    EXPECT_TRUE(find("2"));
}

TEST_F(JobQueueTest, the_list_is_paged_by_id_and_filtered_by_state_and_kind) {
    for (int i = 1; i <= 6; ++i) {
        enqueue(reading(std::to_string(i)));
    }
    enqueue({.kind = "index", .subject = "7"});
    {
        const auto six = take();
        const auto five = take();  // at work, and so pending
        const auto four = take();
        fail(*six, FailureKind::permanent);
        fail(*four, FailureKind::permanent);
    }
    EXPECT_THAT(listed({}), ElementsAre("1", "2", "3", "4", "5", "6", "7"));
    EXPECT_THAT(listed({}, JobId(2), 3), ElementsAre("3", "4", "5"));
    EXPECT_THAT(listed({}, JobId(5), 3), ElementsAre("6", "7"));
    EXPECT_THAT(listed({}, JobId(7)), IsEmpty());
    EXPECT_THAT(listed({.state = JobState::failed}), ElementsAre("4", "6"));
    EXPECT_THAT(listed({.state = JobState::failed}, JobId(4)), ElementsAre("6"));
    EXPECT_THAT(listed({.state = JobState::failed}, JobId(), 1), ElementsAre("4"));
    EXPECT_THAT(listed({.state = JobState::pending}), ElementsAre("1", "2", "3", "5", "7"));
    EXPECT_THAT(listed({.state = JobState::pending}, JobId(3), 1), ElementsAre("5"));
    EXPECT_THAT(listed({.state = JobState::pending, .kind = "index"}), ElementsAre("7"));
    EXPECT_THAT(listed({.state = JobState::failed, .kind = "index"}), IsEmpty());
    EXPECT_EQ(count(JobState::pending), 4U);
    EXPECT_EQ(count(JobState::failed), 2U);
    EXPECT_EQ(count(JobState::pending, "index"), 1U);
}

TEST_F(JobQueueTest, a_job_over_its_limits_is_refused) {
    const std::vector<NewJob> bad{
        {.kind = ""},
        {.kind = std::string(limits::job_kind_max_bytes + 1, 'k')},
        {.kind = "k", .subject = std::string(limits::job_subject_max_bytes + 1, 's')},
        {.kind = "k", .payload = std::string(limits::job_payload_max_bytes, 'p')},
        {.kind = "k", .subject = "\xff"},
        {.kind = "k", .payload = "\xff"},
        {.kind = std::string("k\0k", 3)}};
    for (const NewJob& job : bad) {
        try {
            enqueue(job);
            ADD_FAILURE() << "must throw";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid);
        }
    }
    const NewJob largest{.kind = std::string(limits::job_kind_max_bytes, 'k'),
                         .subject = std::string(limits::job_subject_max_bytes, 's'),
                         .payload = std::string(limits::job_payload_max_bytes - 2, 'p')};
    enqueue(largest);
    EXPECT_EQ(take({largest.kind})->subject, largest.subject);
}

TEST_F(JobQueueOnDisk, after_a_crash_every_job_at_work_is_pending_again) {
    enqueue(reading("1"));
    enqueue(reading("2"));
    enqueue(reading("3"));
    {
        const auto three = take();
        const auto two = take();
        finish(*three);
        enqueue(reading("2"));
    }  // the leases go before their queue does
    reopen();
    EXPECT_THAT(listed({}), ElementsAre("1", "2"));
    EXPECT_EQ(take()->attempt, 1);
    EXPECT_THAT(take_all(), ElementsAre("2", "1"));
}

TEST_F(JobQueueOnDisk, tries_and_reasons_outlive_a_crash_and_numbers_go_on) {
    enqueue(reading("1"));
    fail(*take());
    enqueue(reading("2"));
    fail(*take(), FailureKind::permanent);
    reopen();
    EXPECT_FALSE(take());
    EXPECT_EQ(find("1")->attempts, 1);
    EXPECT_EQ(find("2")->reason->code, "job.broken");
    clock.advance(limits::job_retry_delay_first);
    EXPECT_EQ(take()->attempt, 2);
    EXPECT_EQ(enqueue(reading("3")).value(), 3U);
}

TEST_F(JobQueueTest, a_damaged_row_is_corrupt_and_not_absent) {
    const JobId id = enqueue(reading("1"));
    engine().write(
        [&](WriteTransaction& txn) { txn.put(tables::jobs, Key().u64(id.value()), "{}"); });
    const auto code_of = [](const auto& action) {
        try {
            action();
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::internal;
    };
    EXPECT_EQ(code_of([&] { find("1"); }), ErrorCode::corrupt);
    EXPECT_EQ(code_of([&] { take(); }), ErrorCode::corrupt);
    engine().write([&](WriteTransaction& txn) { txn.erase(tables::jobs, Key().u64(id.value())); });
    EXPECT_EQ(code_of([&] { take(); }), ErrorCode::corrupt);
    EXPECT_EQ(code_of([&] { enqueue(reading("1")); }), ErrorCode::corrupt);
}

}  // namespace
}  // namespace kontor::test

// Couriers: bring the log's proofs out of the house: see when something is due, and do the jobs of
// kind "stamp" and "publish".
//
// Promises  Nothing waits for them: what fails is tried again as a job, visible in the list of
// jobs,
//           and after it was given up once more when its time comes. A job that a stop interrupts
//           stays as it was.
// Threads   Three of their own, "kontor-courier": one plans, one asks for stamps, one publishes;
//           start() and stop() by the owner.
// Errors    invalid (proof.stamp_anchors) and those of reading a file, when the certificates to
//           trust cannot be had.
#pragma once

#include "storage/archive/outside.h"
#include "storage/archive/stamps.h"
#include "storage/base/paced_thread.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace kontor {

struct CourierOptions {
    std::string timestamp_url;  // empty: no stamps
    std::filesystem::path timestamp_anchors;
    std::chrono::seconds timestamp_interval{};
    std::filesystem::path publish_folder;      // empty: none
    std::vector<std::string> publish_command;  // empty: none
    std::chrono::seconds publish_interval{};

    bool stamps() const { return !timestamp_url.empty(); }
    bool publishes() const { return !publish_folder.empty() || !publish_command.empty(); }
};

class Couriers {
  public:
    Couriers(Store& store, CourierOptions options);
    ~Couriers();
    Couriers(const Couriers&) = delete;
    Couriers& operator=(const Couriers&) = delete;

    void start();
    // Ends what is in hand; the caller has stopped the store's jobs.
    void stop();

  private:
    using Work = std::function<void(const LeasedJob&)>;

    void plan();
    void plan_or_say_why_not();
    void want(const char* kind, std::chrono::seconds interval);
    void run(const std::string& kind, const Work& work);
    void stamp(const LeasedJob& job);
    void publish(const LeasedJob& job);
    void add_thread(std::function<void()> body);

    Store& store_;
    CourierOptions options_;
    Bytes anchors_;  // PEM
    std::atomic<bool> stopped_{false};
    PacedThread planner_;
    std::vector<std::thread> threads_;
};

}  // namespace kontor

// Mutex: a std::mutex that clang's thread-safety analysis can follow (-Wthread-safety); plain
// elsewhere.
#pragma once

#include <mutex>

#if defined(__clang__)
#define KONTOR_THREAD(x) __attribute__((x))
#else
#define KONTOR_THREAD(x)
#endif
#define GUARDED_BY(x) KONTOR_THREAD(guarded_by(x))
#define REQUIRES(...) KONTOR_THREAD(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) KONTOR_THREAD(locks_excluded(__VA_ARGS__))

namespace kontor {

class KONTOR_THREAD(capability("mutex")) Mutex {
  public:
    void lock() KONTOR_THREAD(acquire_capability()) { mutex_.lock(); }
    void unlock() KONTOR_THREAD(release_capability()) { mutex_.unlock(); }
    bool try_lock() KONTOR_THREAD(try_acquire_capability(true)) { return mutex_.try_lock(); }
    std::mutex& native() { return mutex_; }  // for condition variables

  private:
    std::mutex mutex_;
};

class KONTOR_THREAD(scoped_lockable) MutexLock {
  public:
    explicit MutexLock(Mutex& mutex) KONTOR_THREAD(acquire_capability(mutex)) : mutex_(mutex) {
        mutex_.lock();
    }
    ~MutexLock() KONTOR_THREAD(release_capability()) { mutex_.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

  private:
    Mutex& mutex_;
};

}  // namespace kontor

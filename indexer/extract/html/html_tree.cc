#include "indexer/extract/html/html_tree.h"

#include "indexer/extract/html/limits.h"

#include <chrono>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <memory_resource>
#include <new>

namespace kontor::html {

namespace {

// Gives out so much and no more.
class BoundedMemory final : public std::pmr::memory_resource {
  private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        if (bytes > left_) {
            throw std::bad_alloc();
        }
        void* const memory = std::pmr::new_delete_resource()->allocate(bytes, alignment);
        left_ -= bytes;
        return memory;
    }
    void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override {
        left_ += bytes;
        std::pmr::new_delete_resource()->deallocate(memory, bytes, alignment);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override {
        return this == &other;
    }

    std::size_t left_ = limits::html_tree_max_bytes;
};

}  // namespace

class HtmlTree::Memory {
  public:
    // Null when there is no more, or no more time.
    void* allocate(std::size_t bytes) noexcept {
        constexpr std::uint32_t between_looks = 1024;
        if (++calls_ % between_looks == 0 && std::clock() > deadline_) {
            return nullptr;
        }
        try {
            void* const memory = pool_.allocate(bytes + head_bytes, head_bytes);
            *static_cast<std::size_t*>(memory) = bytes + head_bytes;
            return static_cast<std::byte*>(memory) + head_bytes;
        } catch (const std::bad_alloc&) {
            return nullptr;
        }
    }
    void free(void* memory) noexcept {
        if (memory != nullptr) {
            void* const whole = static_cast<std::byte*>(memory) - head_bytes;
            pool_.deallocate(whole, *static_cast<std::size_t*>(whole), head_bytes);
        }
    }

    std::jmp_buf way_out;  // NOLINT(modernize-avoid-c-arrays): what C's library calls a jump

  private:
    // What pointers need, and nothing there needs more. The pool of libstdc++ 12 has blocks of 24
    // bytes, and does not keep the alignment of 16 that it is asked for.
    static constexpr std::size_t head_bytes = alignof(void*);
    static_assert(sizeof(std::size_t) == head_bytes);

    BoundedMemory bounded_;
    // Small chunks, or the last one that is asked for is as large as half of the tree.
    std::pmr::unsynchronized_pool_resource pool_{{4096, 1024}, &bounded_};
    // Processor time: what others do meanwhile must not decide what is read.
    std::clock_t deadline_ = std::clock() + limits::html_parse_max.count() * CLOCKS_PER_SEC;
    std::uint32_t calls_ = 0;
};

HtmlTree::HtmlTree(std::string_view utf8) : memory_(std::make_unique<Memory>()) {
    GumboOptions options = kGumboDefaultOptions;
    options.userdata = memory_.get();
    options.max_errors = 0;
    options.allocator = [](void* data, std::size_t bytes) {
        auto* const memory = static_cast<Memory*>(data);
        void* const given = memory->allocate(bytes);
        if (given == nullptr) {
            // Only frames of C lie between here and there.
            std::longjmp(memory->way_out, 1);  // NOLINT(cert-err52-cpp)
        }
        return given;
    };
    options.deallocator = [](void* data, void* memory) {
        static_cast<Memory*>(data)->free(memory);
    };
    // Positions within the source are 32 bits wide there.
    if (utf8.size() < std::numeric_limits<unsigned>::max() / 2 &&
        setjmp(memory_->way_out) == 0) {  // NOLINT(cert-err52-cpp)
        root_ = gumbo_parse_with_options(&options, utf8.data(), utf8.size())->root;
    }
}

HtmlTree::~HtmlTree() = default;

}  // namespace kontor::html

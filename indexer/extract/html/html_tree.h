// HtmlTree: one parsed document of libgumbo, in memory that is bounded and given back at once.
//
// Why       libgumbo checks no allocation and takes its trees apart by recursion: a deep tree would
//           end the process. So it allocates from a pool of ours, is left by a jump when the pool
//           or its time is used up, and nothing is taken apart.
// Threads   One object, one thread.
#pragma once

#include <memory>
#include <string_view>

#include <gumbo.h>

namespace kontor::html {

class HtmlTree {
  public:
    // `utf8` must live as long as the tree.
    explicit HtmlTree(std::string_view utf8);
    ~HtmlTree();
    HtmlTree(const HtmlTree&) = delete;
    HtmlTree& operator=(const HtmlTree&) = delete;

    // The document's root element; null when memory or time did not suffice.
    const GumboNode* root() const { return root_; }

  private:
    class Memory;
    std::unique_ptr<Memory> memory_;
    const GumboNode* root_ = nullptr;
};

}  // namespace kontor::html

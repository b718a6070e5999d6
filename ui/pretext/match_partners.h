// The wrong partners that a model has drawn for one example of image-text-matching.
#pragma once

#include <optional>

#include "ui/pretext/picture_example_view.h"
#include "ui/pretext/roles_table.h"

namespace unmask {

// Of the batch's row; nothing where no model has said anything of it.
std::optional<PictureExampleView::Partners> partnersOf(const RolesTable&,
                                                       const std::vector<BatchRow>&, size_t row);

}  // namespace unmask

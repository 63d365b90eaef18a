// SPDX-License-Identifier: BSL-1.0
/// \file
/// Names that each room of the compiler sees without a prefix. `tapeless::` itself holds the user's words (fwd.hpp); they see
/// none of these.
#pragma once

namespace tapeless {

namespace core {}
namespace ops {
using namespace core;
}
namespace ir {
using namespace core;
using namespace ops;
}  // namespace ir
namespace trace {
using namespace core;
using namespace ops;
using namespace ir;
}  // namespace trace
namespace passes {
using namespace core;
using namespace ops;
using namespace ir;
}  // namespace passes
namespace lanes {
using namespace core;
}
namespace kernels {
using namespace core;
using namespace ops;
using namespace ir;
}  // namespace kernels

}  // namespace tapeless

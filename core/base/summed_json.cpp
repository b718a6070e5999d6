// The sum in a JSON file.
#include "core/base/summed_json.h"

#include <nlohmann/json.hpp>

#include "core/base/digest.h"

namespace unmask {
namespace {

constexpr const char* kSum = "sha256";

std::string sumOf(nlohmann::json object) {
  object.erase(kSum);
  return sha256(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

void addSum(nlohmann::json& object) {
  object[kSum] = sumOf(object);
}

bool asSummed(const nlohmann::json& object) {
  const auto sum = object.find(kSum);
  return sum == object.end() || *sum == sumOf(object);
}

}  // namespace unmask

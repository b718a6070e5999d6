// Names made alike and compared.
#include "core/runs/naming.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <algorithm>

#include "core/base/files.h"
#include "core/base/numbers.h"

namespace unmask {

namespace fs = std::filesystem;

namespace {

constexpr size_t kLongest = 80;  // bytes of a folder's name

struct Thing {
  fs::path folder;
  std::string slug, name;          // as they are
  std::string plainSlug, plainName;  // made alike
};

// Small letters in one spelling of their accents, and one dash for each run of what is neither
// letter nor digit.
std::string alike(const std::string& name) {
  const QString composed = QString::fromStdString(name).normalized(QString::NormalizationForm_C);
  std::string plain;
  for (const char c : composed.toCaseFolded().toStdString()) {
    if (static_cast<unsigned char>(c) >= 0x80 || isAsciiLetterOrDigit(c))
      plain.push_back(c);
    else if (!plain.empty() && plain.back() != '-')
      plain.push_back('-');
  }
  return plain;
}

std::string withoutLastDash(std::string plain) {
  if (!plain.empty() && plain.back() == '-') plain.pop_back();
  return plain;
}

std::string listed(const std::vector<const Thing*>& things) {
  std::string text;
  for (const Thing* thing : things) {
    text += (text.empty() ? "" : ", ") + thing->slug;
    if (!thing->name.empty() && thing->name != thing->slug) text += " (" + thing->name + ")";
  }
  return text;
}

std::vector<Thing> thingsOf(const std::vector<fs::path>& folders,
                            const std::function<std::string(const fs::path&)>& nameOf) {
  std::vector<Thing> things;
  for (const fs::path& folder : folders) {
    Thing thing{folder, folder.filename().string(), nameOf(folder), {}, {}};
    thing.plainSlug = withoutLastDash(alike(thing.slug));
    thing.plainName = withoutLastDash(alike(thing.name));
    things.push_back(std::move(thing));
  }
  return things;
}

}  // namespace

std::string nameIn(const fs::path& folder, const char* file) {
  const auto text = readFile(folder / file, uint64_t{1} << 30);
  if (!text) return {};
  return QJsonDocument::fromJson(QByteArray::fromStdString(*text))
      .object()
      .value(QStringLiteral("name"))
      .toString()
      .toStdString();
}

bool sameName(const std::string& one, const std::string& other) {
  return withoutLastDash(alike(one)) == withoutLastDash(alike(other));
}

std::string slugOf(const std::string& name) {
  std::string slug;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80 || isAsciiLetterOrDigit(c))
      slug.push_back(lowered(c));
    else if (!slug.empty() && slug.back() != '-')
      slug.push_back('-');
  }
  slug = withoutLastDash(std::move(slug));
  if (slug.size() > kLongest) {
    slug.resize(kLongest);
    while (!slug.empty() && (static_cast<unsigned char>(slug.back()) & 0xc0) == 0x80)
      slug.pop_back();
    if (!slug.empty() && static_cast<unsigned char>(slug.back()) >= 0x80) slug.pop_back();
  }
  return slug.empty() ? "untitled" : slug;
}

Result<fs::path> findNamed(const std::vector<fs::path>& folders,
                           const std::function<std::string(const fs::path&)>& nameOf,
                           const std::string& wanted, const Message& absent) {
  // Names are in files: they are read only where the folder's name does not settle it. Of equal
  // ones the workspace's own comes first.
  for (const fs::path& folder : folders)
    if (folder.filename().string() == wanted) return folder;
  const std::vector<Thing> things = thingsOf(folders, nameOf);
  const std::string beginning = alike(wanted), plain = withoutLastDash(beginning);
  const auto meant = [&](const auto& means) {
    std::vector<const Thing*> all;
    for (const Thing& thing : things)
      if (means(thing)) all.push_back(&thing);
    return all;
  };
  std::vector<const Thing*> found;
  if (!wanted.empty()) found = meant([&](const Thing& t) { return t.name == wanted; });
  if (found.empty() && !plain.empty())
    found = meant([&](const Thing& t) { return t.plainName == plain || t.plainSlug == plain; });
  if (found.size() > 1)
    return failure(
        message(UNMASK_TEXT("core", "Several are named %1: %2."), wanted, listed(found)),
        message(UNMASK_TEXT("core", "Say which by its folder's name.")));
  if (found.empty() && !plain.empty())
    found = meant([&](const Thing& t) {
      return t.plainName.starts_with(beginning) || t.plainSlug.starts_with(beginning);
    });
  if (found.size() > 1)
    return failure(
        message(UNMASK_TEXT("core", "Several begin with %1: %2."), wanted, listed(found)),
        message(UNMASK_TEXT("core", "Give more of the name.")));
  if (found.size() == 1) return found.front()->folder;
  return failure(ErrorKind::absent, absent,
                 things.empty() ? message(UNMASK_TEXT("core", "There is none yet."))
                                : message(UNMASK_TEXT("core", "There are: %1."),
                                          listed(meant([](const Thing&) { return true; }))));
}

}  // namespace unmask

// What an edit of the settings says that it changed: what can be undone is named.
#include "ui/shell/settings_edit.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"

using namespace unmask;

class SettingsEditTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyChangeHasItsKey() {
    const RunSpec before = *defaultSpec("masked-lm");
    QVERIFY(changedKeys(before, before).isEmpty());
    RunSpec after = before;
    after.device = "cuda:0";
    QCOMPARE(changedKeys(before, after), QStringList{"device"});
    after = before;
    after.preset = "small";
    QCOMPARE(changedKeys(before, after), QStringList{"preset"});
    for (const FieldRef& field : fieldsOf(after)) {
      RunSpec one = before;
      for (FieldRef& same : fieldsOf(one)) {
        if (std::string_view(same.info.key) != field.info.key) continue;
        nlohmann::json value = same.get();
        if (value.is_boolean())
          value = !value.get<bool>();
        else if (value.is_number_integer())
          value = value.get<int64_t>() + 1;
        else if (value.is_number())
          value = value.get<double>() / 2 + 1e-3;
        else
          continue;
        if (!same.set(value)) continue;  // out of range
        QCOMPARE(changedKeys(before, one), QStringList{QString::fromLatin1(field.info.key)});
      }
    }
  }
};

QTEST_GUILESS_MAIN(SettingsEditTest)
#include "settings_edit_test.moc"

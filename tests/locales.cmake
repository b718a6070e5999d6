# Locales in which programs that follow them write "0,5" and fold I to a letter that is no i. They are
# made here from their sources, so that the system needs not have them and nobody needs to be root.
set(UNMASK_LOCALES de_DE tr_TR)
set(UNMASK_LOCALE_FOLDER ${CMAKE_BINARY_DIR}/locales)
find_program(UNMASK_LOCALEDEF localedef)
file(MAKE_DIRECTORY ${UNMASK_LOCALE_FOLDER})
set(UNMASK_LOCALES_MADE)
foreach(name ${UNMASK_LOCALES})
  set(made ${UNMASK_LOCALE_FOLDER}/${name}.UTF-8)
  if(UNMASK_LOCALEDEF AND NOT EXISTS ${made}/LC_NUMERIC)
    execute_process(COMMAND ${UNMASK_LOCALEDEF} -i ${name} -f UTF-8 ${made} OUTPUT_QUIET ERROR_QUIET)
  endif()
  if(EXISTS ${made}/LC_NUMERIC)
    list(APPEND UNMASK_LOCALES_MADE ${name})
  else()
    message(STATUS "${name}.UTF-8 cannot be made (Debian: package locales): the tests under it are "
                   "listed as disabled")
  endif()
endforeach()

# room/subject@de_DE and so on. Where a locale could not be made ctest says that they were not run.
function(unmask_test_under_locales room subject target)
  foreach(name ${UNMASK_LOCALES})
    set(test ${room}/${subject}@${name})
    add_test(NAME ${test} COMMAND ${target})
    set_tests_properties(
      ${test} PROPERTIES LABELS "${room};locale" TIMEOUT 600
      ENVIRONMENT
      "QT_QPA_PLATFORM=offscreen;LC_ALL=${name}.UTF-8;LOCPATH=${UNMASK_LOCALE_FOLDER}")
    if(NOT name IN_LIST UNMASK_LOCALES_MADE)
      set_tests_properties(${test} PROPERTIES DISABLED TRUE)
    endif()
  endforeach()
endfunction()

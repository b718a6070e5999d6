# How a room becomes a library, a main a program. Sources are globbed: a file's folder is its target.

# unmask_room(NAME LINK libs... [PRECOMPILE headers...]): core/NAME -> static library unmask_NAME
function(unmask_room room)
  cmake_parse_arguments(ARG "" "" "LINK;PRECOMPILE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/core/${room}/*.cpp
       ${CMAKE_SOURCE_DIR}/core/${room}/*.h)
  add_library(unmask_${room} STATIC ${sources})
  target_include_directories(unmask_${room} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(unmask_${room} PUBLIC ${ARG_LINK})
  set_target_properties(unmask_${room} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(ARG_PRECOMPILE)
    target_precompile_headers(unmask_${room} PRIVATE ${ARG_PRECOMPILE})
  endif()
endfunction()

# unmask_program(NAME FOLDER LINK libs...)
function(unmask_program program folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp
       ${CMAKE_SOURCE_DIR}/${folder}/*.h)
  add_executable(${program} ${sources})
  target_link_libraries(${program} PRIVATE ${ARG_LINK})
endfunction()

# unmask_ui(LINK libs...): everything under ui/ and its resources
function(unmask_ui)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ui/*.cpp ${CMAKE_SOURCE_DIR}/ui/*.h)
  file(GLOB resources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/*.qrc)
  # resources/translations/unmask_<language>.ts -> :/unmask/translations/unmask_<language>.qm
  file(GLOB translations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/translations/*.ts)
  set(listed "")
  foreach(ts ${translations})
    get_filename_component(name ${ts} NAME_WE)
    set(qm ${CMAKE_BINARY_DIR}/translations/${name}.qm)
    add_custom_command(
      OUTPUT ${qm}
      COMMAND Qt6::lrelease -silent ${ts} -qm ${qm}
      DEPENDS ${ts})
    list(APPEND sources ${qm})
    string(APPEND listed "    <file alias=\"translations/${name}.qm\">${qm}</file>\n")
  endforeach()
  # resources/help/<language>/<term>.md -> :/unmask/help/<language>/<term>.md
  file(GLOB pages CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/resources
       ${CMAKE_SOURCE_DIR}/resources/help/*/*.md)
  foreach(page ${pages})
    string(APPEND listed "    <file alias=\"${page}\">${CMAKE_SOURCE_DIR}/resources/${page}</file>\n")
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/translations)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/translations/translations.qrc
       CONTENT "<RCC>\n  <qresource prefix=\"/unmask\">\n${listed}  </qresource>\n</RCC>\n")
  add_library(unmask_ui STATIC ${sources} ${resources}
                               ${CMAKE_BINARY_DIR}/translations/translations.qrc)
  execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --modversion sentencepiece
                  OUTPUT_VARIABLE sentencepiece OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  set_source_files_properties(
    ${CMAKE_SOURCE_DIR}/ui/help/about.cpp
    PROPERTIES COMPILE_DEFINITIONS "UNMASK_SENTENCEPIECE_VERSION=\"${sentencepiece}\"")
  set_target_properties(unmask_ui PROPERTIES AUTORCC ON)
  target_include_directories(unmask_ui PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(unmask_ui PUBLIC ${ARG_LINK})
  target_precompile_headers(unmask_ui PRIVATE <QtWidgets>)
endfunction()

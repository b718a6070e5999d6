# cmake --install gives a relocatable folder: bin/ with the programs, lib/ with LibTorch.
#
# LibTorch keeps the wheel's own layout, lib/torch/lib beside lib/nvidia/*/lib, because its libraries
# find one another by paths relative to themselves. Only unmask-worker links it.
foreach(program unmask unmask-cli unmask-worker)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
if(TARGET unmask-worker)
  set_target_properties(unmask-worker PROPERTIES INSTALL_RPATH
                                                 "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/torch/lib")

  # Everything of the wheel but what serves Python or PyTorch's own tests.
  install(
    DIRECTORY ${TORCH_WHEEL_DIR}/lib/
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/torch/lib
    FILES_MATCHING
    PATTERN "*.so*"
    PATTERN "libtorch_python.so" EXCLUDE
    PATTERN "libtorch_global_deps.so" EXCLUDE
    PATTERN "libshm*" EXCLUDE
    PATTERN "lib*_test.so" EXCLUDE
    PATTERN "libbackend_with_compiler.so" EXCLUDE
    PATTERN "libaoti_custom_ops.so" EXCLUDE)
  # Libraries that some builds of the wheel carry beside it, such as BLAS on ARM.
  cmake_path(GET TORCH_WHEEL_DIR PARENT_PATH sitePackages)
  if(IS_DIRECTORY ${sitePackages}/torch.libs)
    install(DIRECTORY ${sitePackages}/torch.libs/ DESTINATION ${CMAKE_INSTALL_LIBDIR}/torch.libs)
  endif()
  if(EXISTS ${TORCH_WHEEL_DIR}/lib/libtorch_cuda.so)
    install(
      DIRECTORY ${sitePackages}/nvidia
      DESTINATION ${CMAKE_INSTALL_LIBDIR}
      FILES_MATCHING
      REGEX "/lib/[^/]+\\.so[^/]*$"
      PATTERN "include" EXCLUDE)
  endif()
endif()
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/README.md
              ${CMAKE_SOURCE_DIR}/CHANGELOG.md ${CMAKE_SOURCE_DIR}/CONTRIBUTING.md
        DESTINATION share/doc/unmask)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION share/doc/unmask)

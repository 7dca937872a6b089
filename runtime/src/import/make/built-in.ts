/** The rules that make knows by itself, as far as C, C++ and assembler need them. */
import { readMakefile } from "./reader.js";

const source = `
CC = cc
CXX = g++
AR = ar
AS = as
ARFLAGS = rv
RM = rm -f

%.o: %.c
	$(CC) $(CFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c -o $@ $<
%.o: %.cc
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c -o $@ $<
%.o: %.cpp
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c -o $@ $<
%.o: %.s
	$(AS) $(ASFLAGS) -o $@ $<
%: %.o
	$(CC) $(LDFLAGS) $(TARGET_ARCH) $^ $(LOADLIBES) $(LDLIBS) -o $@
%: %.c
	$(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH) $^ $(LOADLIBES) $(LDLIBS) -o $@
`;

const nowhere = { line: 0 };

const makefile = readMakefile(source, {
  name: "",
  folder: "/",
  env: {},
  wildcard: () => [],
  read: () => undefined,
  ask: () => undefined,
});

/** A variable of these is what it is unless the environment or the Makefile says otherwise. */
export const builtInVariables = new Map(
  [...makefile.variables]
    .filter(([name]) => name !== "CURDIR" && name !== "MAKEFILE_LIST")
    .map(([name, { text }]) => [name, { text, fallback: true, at: nowhere }]),
);

/** Their line is 0. */
export const builtInRules = makefile.patternRules.map((rule) => ({
  ...rule,
  at: nowhere,
  recipe: rule.recipe.map((command) => ({ ...command, at: nowhere })),
}));

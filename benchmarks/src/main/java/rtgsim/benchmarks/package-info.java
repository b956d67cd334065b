/// What is measured with JMH, and the program that runs it and writes results. No part of rtgsim.
@NullMarked
package rtgsim.benchmarks;

import org.jspecify.annotations.NullMarked;

/// The door for programs and browsers of this machine: everything under `/api`, on loopback only.
@NullMarked
package rtgsim.http;

import org.jspecify.annotations.NullMarked;

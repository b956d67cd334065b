package rtgsim.http;

import io.javalin.http.Context;
import java.util.List;

/// An address of the API: what it takes, in which forms it answers, and how.
///
/// @param parameters names that the query may have; any other is refused
/// @param offers media types, the default first
record Route(Method method, String path, List<String> parameters, List<String> offers, Handler handler) {

    /// The methods that addresses take.
    enum Method {
        GET,
        POST
    }

    /// Answers a request whose query was read and whose form was chosen.
    @FunctionalInterface
    interface Handler {
        void answer(Context request, QueryString query, String form) throws Exception;
    }

    Route {
        parameters = List.copyOf(parameters);
        offers = List.copyOf(offers);
    }

    void answer(Context request) throws Exception {
        QueryString query = QueryString.of(request.req().getQueryString(), parameters);
        handler.answer(request, query, MediaType.wanted(request.header("Accept"), offers));
    }
}

using MiniKafka.Protocol;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Metrics;

/// <summary>
/// Stands before the broker's dispatcher and counts requests: how many, how large, and, where somebody listens, how long they take and with which
/// errors they are answered. Owned by the broker's loop.
/// </summary>
internal sealed class MeteredDispatcher(IRequestDispatcher next, RequestCounts counts, NodeMeter meter, TimeProvider clock) : IRequestDispatcher
{
    public ApiVersionRange? VersionsOf(ApiKey key, string listenerName) => next.VersionsOf(key, listenerName);

    public TimeSpan HoldBefore(IRequest request, RequestContext context) => next.HoldBefore(request, context);

    public ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context) => next.DispatchAsync(request, context);

    public void OnBegun(RequestContext context)
    {
        counts.Unanswered++;
        if (meter.Durations.AreWanted)
        {
            context.BegunAt = clock.GetTimestamp();
        }

        next.OnBegun(context);
    }

    public void OnEnded(RequestContext context, IResponse? response, int requestBytes, int answerBytes)
    {
        counts.Unanswered--;
        var api = counts.Of(context.Api);
        api.Requests++;
        api.BytesIn += requestBytes;
        api.BytesOut += answerBytes;
        if (meter.AreErrorsWanted)
        {
            response?.TellErrors(api.Errors);
        }

        if (context.BegunAt >= 0)
        {
            meter.Durations.Tell(api.Name, clock.GetElapsedTime(context.BegunAt));
        }

        next.OnEnded(context, response, requestBytes, answerBytes);
    }
}

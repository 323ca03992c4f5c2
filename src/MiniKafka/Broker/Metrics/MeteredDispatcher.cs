using System.Diagnostics.Metrics;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Metrics;

/// <summary>
/// Stands before the broker's dispatcher and measures requests: how many, how long, how large, and with which errors. Where nobody listens it
/// counts what is not answered yet, and nothing else. Owned by the broker's loop.
/// </summary>
internal sealed class MeteredDispatcher : IRequestDispatcher
{
    private readonly IRequestDispatcher _next;
    private readonly TimeProvider _clock;
    private readonly Instruments _instruments;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _duration;
    private readonly ErrorTally _tally = new();
    private int _unanswered;

    public MeteredDispatcher(IRequestDispatcher next, Instruments instruments, TimeProvider clock)
    {
        (_next, _instruments, _clock) = (next, instruments, clock);
        _requests = instruments.Counter(BrokerMetrics.Requests);
        _errors = instruments.Counter(BrokerMetrics.RequestErrors);
        _bytes = instruments.Counter(BrokerMetrics.NetworkIo);
        _duration = instruments.Histogram(BrokerMetrics.RequestDuration);
        instruments.Observe(BrokerMetrics.RequestQueue, () => [(Volatile.Read(ref _unanswered), [])]);
    }

    public ApiVersionRange? VersionsOf(ApiKey key, string listenerName) => _next.VersionsOf(key, listenerName);

    public TimeSpan HoldBefore(IRequest request, RequestContext context) => _next.HoldBefore(request, context);

    public ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context) => _next.DispatchAsync(request, context);

    public void OnBegun(RequestContext context)
    {
        _unanswered++;
        if (_duration.Enabled)
        {
            context.BegunAt = _clock.GetTimestamp();
        }

        _next.OnBegun(context);
    }

    public void OnEnded(RequestContext context, IResponse? response, int requestBytes, int answerBytes)
    {
        _unanswered--;
        if (_requests.Enabled)
        {
            _requests.Add(1, _instruments.Tagged(BrokerMetrics.Requests, context.Api.Name));
        }

        if (context.BegunAt >= 0)
        {
            _duration.Record(_clock.GetElapsedTime(context.BegunAt).TotalSeconds, _instruments.Tagged(BrokerMetrics.RequestDuration, context.Api.Name));
        }

        if (_bytes.Enabled)
        {
            _bytes.Add(requestBytes, _instruments.Tagged(BrokerMetrics.NetworkIo, context.Api.Name, MetricTags.Receive));
            _bytes.Add(answerBytes, _instruments.Tagged(BrokerMetrics.NetworkIo, context.Api.Name, MetricTags.Transmit));
        }

        if (_errors.Enabled && response is not null)
        {
            CountErrors(context.Api.Name, response);
        }

        _next.OnEnded(context, response, requestBytes, answerBytes);
    }

    private void CountErrors(string api, IResponse response)
    {
        _tally.Clear();
        response.TellErrors(_tally);
        foreach (var (error, count) in _tally.Counts)
        {
            _errors.Add(count, _instruments.Tagged(BrokerMetrics.RequestErrors, api, error.ToString()));
        }
    }
}

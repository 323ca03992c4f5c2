using MiniKafka.Broker.Composition;
using MiniKafka.Broker.Progress;
using MiniKafka.Runtime;

namespace MiniKafka;

/// <summary>
/// What the brokers report of a topic and a group while somebody waits; one that is started meanwhile is asked when it is looked at first. Owned by
/// the cluster's loop.
/// </summary>
/// <param name="subject">Topic and group.</param>
/// <param name="loop">The cluster's.</param>
/// <param name="changed">Told when there is another report.</param>
internal sealed class ProgressReports(ProgressSubject subject, EventLoop loop, Action changed) : IDisposable
{
    private readonly Dictionary<BrokerNode, ProgressWatch> _watches = [];
    private readonly Dictionary<BrokerNode, ProgressReport> _reports = [];

    public ProgressSubject Subject => subject;

    /// <summary>What a node reported last; null when it has not yet.</summary>
    public ProgressReport? Of(BrokerNode node)
    {
        if (!_watches.ContainsKey(node))
        {
            _watches.Add(node, node.Follow(subject, report => loop.TryPost(_ => Take(node, report), null)));
        }

        return _reports.GetValueOrDefault(node);
    }

    /// <summary>Nobody waits any more.</summary>
    public void Dispose()
    {
        foreach (var watch in _watches.Values)
        {
            watch.Dispose();
        }
    }

    private void Take(BrokerNode node, ProgressReport report)
    {
        _reports[node] = report;
        changed();
    }
}

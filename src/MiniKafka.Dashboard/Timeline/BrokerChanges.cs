using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Timeline;

/// <summary>What becomes of brokers, and which of them controls.</summary>
internal sealed class BrokerChanges(EventLog events)
{
    private Dictionary<int, BrokerStatus>? _before;
    private int? _controller;

    public void See(IReadOnlyList<BrokerStatus> brokers)
    {
        var now = brokers.ToDictionary(static broker => broker.Id);
        if (_before is { } before)
        {
            foreach (var gone in before.Keys.Except(now.Keys))
            {
                events.Add(EventKind.Broker, $"Broker {gone} is gone.", broker: gone);
            }

            foreach (var broker in brokers)
            {
                See(before.GetValueOrDefault(broker.Id), broker);
            }
        }

        if (brokers.FirstOrDefault(static broker => broker.IsController)?.Id is { } controller && controller != _controller)
        {
            if (_controller is { } former)
            {
                events.Add(EventKind.Controller, $"Broker {controller} is the active controller now, after broker {former}.", broker: controller);
            }

            _controller = controller;
        }

        _before = now;
    }

    private void See(BrokerStatus? before, BrokerStatus now)
    {
        if (before is null)
        {
            events.Add(EventKind.Broker, $"Broker {now.Id} has come: it is {now.State}.", broker: now.Id);
        }
        else if (before.State != now.State)
        {
            events.Add(EventKind.Broker, $"Broker {now.Id} is {now.State}{(now.StateReason is { } reason ? $": {reason}" : $", after it was {before.State}.")}", broker: now.Id);
        }
    }
}

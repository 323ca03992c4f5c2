using Microsoft.Extensions.Logging;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Logging;

/// <summary>
/// What clients do that cannot come to anything, where the protocol has no words to tell them: each is warned of once, with what would
/// help, and counted from then on. Owned by the broker's loop.
/// </summary>
internal sealed partial class ClientWarnings(ILogger logger, TimeProvider clock)
{
    /// <summary>A client that was told its coordinator and asks again this often at once has no use for the answer.</summary>
    private const int LookupsInVain = 3;

    private const int MostLookups = 1000;

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    private readonly RepeatedWarnings _warnings = new(logger);
    private readonly Dictionary<(string? Client, string Host, string Group), (int Times, long Since)> _lookups = [];

    /// <summary>A topic was asked for that is not there and was not made.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="context">Who asked.</param>
    /// <param name="clientAllows">The client let it be made.</param>
    /// <param name="brokersAllow">The brokers make what is missing.</param>
    public void UnknownTopic(string topic, RequestContext context, bool clientAllows, bool brokersAllow)
    {
        if (_warnings.IsFirst($"Unknown topic {topic}"))
        {
            var whatHelps = TopicNames.Problem(topic) is { } problem ? problem
                : (clientAllows, brokersAllow) switch
                {
                    (true, true) => "it could not be made in time",
                    (true, false) => "create it, or set auto.create.topics.enable=true on the brokers",
                    (false, true) => "create it, or set allow.auto.create.topics=true on the client",
                    (false, false) => "create it, or set allow.auto.create.topics=true on the client and auto.create.topics.enable=true on the brokers",
                };
            UnknownTopic(logger, context.ClientId, context.Connection.ClientHost, topic, whatHelps);
        }
    }

    /// <summary>Transactions are not served.</summary>
    public void TransactionRefused(string transactionalId, RequestContext context)
    {
        if (_warnings.IsFirst($"Transactional id {transactionalId}"))
        {
            TransactionRefused(logger, context.ClientId, context.Connection.ClientHost, transactionalId);
        }
    }

    /// <summary>
    /// A client was told the coordinator of a group that has no members here. One of librdkafka's that is to use the newer protocol of groups
    /// finds that the coordinator does not serve it, looks for another one, and when it is told the same one again and again falls silent for good.
    /// </summary>
    public void CoordinatorFound(string group, RequestContext context)
    {
        if (context.Connection.SoftwareName is not { } software || !(software.Contains("librdkafka", StringComparison.Ordinal) || software.StartsWith("confluent-kafka", StringComparison.Ordinal)))
        {
            return;
        }

        if (_lookups.Count >= MostLookups)
        {
            _lookups.Clear();
        }

        var client = (context.ClientId, context.Connection.ClientHost, group);
        var now = clock.GetTimestamp();
        var (times, since) = _lookups.TryGetValue(client, out var before) && clock.GetElapsedTime(before.Since, now) < AtOnce ? before : (0, now);
        _lookups[client] = (++times, since);
        if (times >= LookupsInVain && _warnings.IsFirst($"Group {group} is looked for and not joined"))
        {
            GroupNotJoined(logger, context.ClientId, software, context.Connection.ClientHost, group);
        }
    }

    [LoggerMessage(LogEvents.UnknownTopic, LogLevel.Warning, "Client '{ClientId}' from {Remote} asked for the topic '{Topic}', which does not exist: {WhatHelps}. Warned of once.")]
    private static partial void UnknownTopic(ILogger logger, Shown clientId, string remote, Shown topic, Shown whatHelps);

    [LoggerMessage(LogEvents.TransactionRefused, LogLevel.Warning, "Client '{ClientId}' from {Remote} was refused the transactional id '{TransactionalId}': transactions are not served yet, produce without one. Warned of once.")]
    private static partial void TransactionRefused(ILogger logger, Shown clientId, string remote, Shown transactionalId);

    [LoggerMessage(LogEvents.GroupNotJoined, LogLevel.Warning, "Client '{ClientId}' ({Software}) from {Remote} looks for the coordinator of the group '{Group}' again and again without joining it. With group.protocol=consumer it waits for the API ConsumerGroupHeartbeat, which is not served yet: set group.protocol=classic. Warned of once.")]
    private static partial void GroupNotJoined(ILogger logger, Shown clientId, Shown software, string remote, Shown group);
}

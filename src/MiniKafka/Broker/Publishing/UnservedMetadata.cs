using Microsoft.Extensions.Logging;
using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;

namespace MiniKafka.Broker.Publishing;

/// <summary>Says once, a line for each kind, what a cluster's metadata holds from other software and this one keeps without serving it.</summary>
internal sealed class UnservedMetadata(ILogger logger)
{
    private bool _hasTold;

    /// <summary>Hears of every change; the first is everything that was there when the broker came.</summary>
    public void Tell(ImageChanges changes)
    {
        if (_hasTold)
        {
            return;
        }

        _hasTold = true;
        var image = changes.After;
        Say(image.AccessControlEntries.Count, "access control entries", "everybody may do everything");
        Say(image.ScramCredentials.Count, "users with SCRAM credentials", "nobody has to authenticate");
        Say(image.DelegationTokens.Count, "delegation tokens", "nobody can authenticate with them");
        Say(image.Quotas.Count, "client quotas", "nobody is throttled");
        Say(image.Topics.ContainsKey(TopicNames.TransactionState) ? 1 : 0, "topic with the state of transactions", "transactional producers are refused");
        Say(Remote(image), "topics with remote storage", "only what is on this broker's own disks is read");
    }

    private static int Remote(ClusterImage image) =>
        image.Configs.Count(pair => pair.Key.Type == ConfigResourceType.Topic && ConfigValidation.HasRemoteStorage(pair.Value));

    private void Say(int count, string what, string consequence)
    {
        if (count > 0)
        {
            BrokerLog.MetadataNotServed(logger, count, what, consequence);
        }
    }
}

using System.Collections.Immutable;
using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Replay;

/// <summary>Records of brokers, configuration, quotas and security.</summary>
internal sealed partial class ImageBuilder
{
    private void ReplayBroker(IPersistedRecord record)
    {
        _image = _image with
        {
            Brokers = record switch
            {
                RegisterBrokerRecord registered => _image.Brokers.SetItem(registered.BrokerId, BrokerRegistration.From(registered)),
                UnregisterBrokerRecord gone => _image.Brokers.Remove(gone.BrokerId),
                BrokerRegistrationChangeRecord change => Changed(change.BrokerId, change.BrokerEpoch, broker => broker.Merge(change)),
                FenceBrokerRecord fenced => Changed(fenced.Id, fenced.Epoch, broker => broker with { IsFenced = true }),
                UnfenceBrokerRecord unfenced => Changed(unfenced.Id, unfenced.Epoch, broker => broker with { IsFenced = false }),
                _ => throw new InvalidOperationException($"{record.GetType().Name} is no record of a broker."),
            },
        };
    }

    private ImmutableSortedDictionary<int, BrokerRegistration> Changed(int brokerId, long epoch, Func<BrokerRegistration, BrokerRegistration> change)
    {
        if (!_image.Brokers.TryGetValue(brokerId, out var broker))
        {
            throw new InvalidDataException($"A change of broker {brokerId}, which is not registered.");
        }

        HasForgiven |= epoch != broker.Epoch;
        return _image.Brokers.SetItem(brokerId, change(broker));
    }

    private void ReplayConfig(ConfigRecord record)
    {
        var resource = new ConfigResource((ConfigResourceType)record.ResourceType, record.ResourceName);
        var before = _image.Configs.GetValueOrDefault(resource) ?? ClusterImage.NoConfigs;
        var after = record.Value is null ? before.Remove(record.Name) : before.SetItem(record.Name, record.Value);
        _image = _image with { Configs = after.IsEmpty ? _image.Configs.Remove(resource) : _image.Configs.SetItem(resource, after) };
    }

    private void ReplayQuota(ClientQuotaRecord record)
    {
        var entity = new QuotaEntity(record.Entity.Select(part => KeyValuePair.Create(part.EntityType, part.EntityName)));
        if (!_quotaChanges.TryGetValue(entity, out var changes))
        {
            changes = new Dictionary<string, double?>(StringComparer.Ordinal);
            _quotaChanges.Add(entity, changes);
        }

        changes[record.Key] = record.Remove ? null : record.Value;
    }

    private void ReplaySecurity(IPersistedRecord record)
    {
        switch (record)
        {
            case ClientQuotaRecord quota:
                ReplayQuota(quota);
                break;
            case UserScramCredentialRecord credential:
                SetScram(credential.Name, mechanisms => mechanisms.SetItem(credential.Mechanism, credential));
                break;
            case RemoveUserScramCredentialRecord removed:
                SetScram(removed.Name, mechanisms => mechanisms.Remove(removed.Mechanism));
                break;
            case AccessControlEntryRecord entry:
                _image = _image with { AccessControlEntries = _image.AccessControlEntries.SetItem(entry.Id, entry) };
                break;
            case RemoveAccessControlEntryRecord removed:
                _image = _image with { AccessControlEntries = _image.AccessControlEntries.Remove(removed.Id) };
                break;
            case DelegationTokenRecord token:
                _image = _image with { DelegationTokens = _image.DelegationTokens.SetItem(token.TokenId, token) };
                break;
            case RemoveDelegationTokenRecord removed:
                _image = _image with { DelegationTokens = _image.DelegationTokens.Remove(removed.TokenId) };
                break;
            default:
                throw new InvalidDataException($"{record.GetType().Name} is no record that changes the image.");
        }
    }

    private void SetScram(
        string user, Func<ImmutableSortedDictionary<sbyte, UserScramCredentialRecord>, ImmutableSortedDictionary<sbyte, UserScramCredentialRecord>> change)
    {
        var after = change(_image.ScramCredentials.GetValueOrDefault(user) ?? ImmutableSortedDictionary<sbyte, UserScramCredentialRecord>.Empty);
        _image = _image with { ScramCredentials = after.IsEmpty ? _image.ScramCredentials.Remove(user) : _image.ScramCredentials.SetItem(user, after) };
    }
}

using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace StrictReplay;

/// <summary>Configurations, quotas, users, access rules, tokens and producer ids: nothing is removed that is not there.</summary>
internal sealed class StrictRest
{
    private readonly SortedDictionary<(sbyte Type, string Name, string Key), string> _configs = [];
    private readonly SortedDictionary<string, double> _quotas = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string User, sbyte Mechanism), string> _users = [];
    private readonly SortedDictionary<Uuid, string> _rules = [];
    private readonly SortedDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private long _nextProducerId = -1;

    public void Set(ConfigRecord record, StrictTopics topics, StrictBrokers brokers, bool isSnapshot)
    {
        var type = (ConfigResourceType)record.ResourceType;
        Need.That(Enum.IsDefined(type) && type != ConfigResourceType.Unknown, $"there is no configuration of resource type {record.ResourceType}");
        Need.That(record.Name.Length > 0, $"a configuration of {type} '{record.ResourceName}' has no key");
        Need.That(type != ConfigResourceType.Topic || topics.Exists(record.ResourceName), $"{record.Name} is set of topic '{record.ResourceName}', which does not exist");
        if (type == ConfigResourceType.Broker && record.ResourceName.Length > 0)
        {
            Need.That(int.TryParse(record.ResourceName, out var id), $"{record.Name} is set of broker '{record.ResourceName}'");
            Need.That(record.Value is null || isSnapshot || brokers.IsRegistered(id), $"{record.Name} is set of broker {id}, which is not registered");
        }

        var key = (record.ResourceType, record.ResourceName, record.Name);
        if (record.Value is not null)
        {
            _configs[key] = record.Value;
            return;
        }

        // Of a broker, what is removed twice is written twice: it makes the broker read files again.
        Need.That(_configs.Remove(key) || type == ConfigResourceType.Broker, $"{record.Name} of {type} '{record.ResourceName}' is removed and was not set");
    }

    public void RemoveTopic(string name)
    {
        foreach (var key in _configs.Keys.Where(key => key.Type == (sbyte)ConfigResourceType.Topic && key.Name == name).ToList())
        {
            _configs.Remove(key);
        }
    }

    public void Set(ClientQuotaRecord record)
    {
        Need.That(record.Entity.Count > 0, "a quota is nobody's");
        var entity = record.Entity.Select(part => $"{part.EntityType}={part.EntityName ?? "<default>"}").Order(StringComparer.Ordinal);
        var key = $"{string.Join(',', entity)} {record.Key}";
        if (record.Remove)
        {
            Need.That(_quotas.Remove(key), $"the quota {key} is removed and was not set");
        }
        else
        {
            _quotas[key] = record.Value;
        }
    }

    public void Replay(IPersistedRecord record)
    {
        switch (record)
        {
            case UserScramCredentialRecord user:
                Need.That(user.Mechanism is 1 or 2, $"user {user.Name} has the mechanism {user.Mechanism}");
                _users[(user.Name, user.Mechanism)] = $"{user.Iterations} {Convert.ToHexString(user.Salt)} {Convert.ToHexString(user.StoredKey)} {Convert.ToHexString(user.ServerKey)}";
                break;
            case RemoveUserScramCredentialRecord removed:
                Need.That(_users.Remove((removed.Name, removed.Mechanism)), $"user {removed.Name} is removed and has no credential {removed.Mechanism}");
                break;
            case AccessControlEntryRecord rule:
                Need.That(_rules.TryAdd(rule.Id, $"{rule.ResourceType} {rule.ResourceName} {rule.PatternType} {rule.Principal} {rule.Host} {rule.Operation} {rule.PermissionType}"), $"there is an access rule {rule.Id}");
                break;
            case RemoveAccessControlEntryRecord removed:
                Need.That(_rules.Remove(removed.Id), $"the access rule {removed.Id} is removed and was not there");
                break;
            case DelegationTokenRecord token:
                _tokens[token.TokenId] = $"{token.Owner} {token.Requester} {string.Join(',', token.Renewers)} {token.IssueTimestamp} {token.MaxTimestamp} {token.ExpirationTimestamp}";
                break;
            case RemoveDelegationTokenRecord removed:
                Need.That(_tokens.Remove(removed.TokenId), $"the token {removed.TokenId} is removed and was not there");
                break;
            default:
                throw new RefusedRecordException($"a {record.GetType().Name} is no record of the metadata log");
        }
    }

    public void HandOut(ProducerIdsRecord record, StrictBrokers brokers, bool isSnapshot)
    {
        Need.That(record.NextProducerId > _nextProducerId, $"the next producer id falls from {_nextProducerId} to {record.NextProducerId}");
        if (!isSnapshot)
        {
            brokers.Known(record.BrokerId, record.BrokerEpoch);
        }

        _nextProducerId = record.NextProducerId;
    }

    public IEnumerable<string> Lines() =>
    [
        .. _configs.Select(pair => $"config {pair.Key} = {pair.Value}"),
        .. _quotas.Select(pair => $"quota {pair.Key} = {pair.Value}"),
        .. _users.Select(pair => $"user {pair.Key} = {pair.Value}"),
        .. _rules.Select(pair => $"rule {pair.Key} = {pair.Value}"),
        .. _tokens.Select(pair => $"token {pair.Key} = {pair.Value}"),
        $"next producer id {_nextProducerId}",
    ];
}

using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Metadata.Replay;

/// <summary>
/// Histories of quotas in short words, batch by batch, and in which order Apache Kafka 4.4.0 tells of what is left then. What is set (+) or
/// removed (-) is a quota, by its first letter (n: connection_creation_rate), of a user, a client id or an address; a default has no name.
/// </summary>
public class QuotaOrderTests
{
    private static readonly Dictionary<string, QuotaFilterComponent[]> Filters = new()
    {
        ["all"] = [],
        ["users"] = [new("user", 2, null)],
        ["default-users"] = [new("user", 1, null)],
        ["both"] = [new("user", 2, null), new("client-id", 1, null)],
        ["ips"] = [new("ip", 2, null)],
    };

    private static readonly Dictionary<char, string> Kinds = new() { ['u'] = "user", ['c'] = "client-id", ['i'] = "ip" };

    private static readonly Dictionary<char, string> Keys = new()
    {
        ['p'] = "producer_byte_rate",
        ['c'] = "consumer_byte_rate",
        ['r'] = "request_percentage",
        ['m'] = "controller_mutation_rate",
        ['n'] = "connection_creation_rate",
    };

    [Theory]
    [InlineData("""
        batch +n i=10.0.0.6; +n i=10.0.0.6
        batch +n i=10.0.0.3
        batch +m u=6
        batch +p u=5,c=d; -c u=5,c=d
        batch +c u=,c=c; +r u=e; +c u=5; +r u=5
        batch -m c=c; +c c=a
        batch -p u=e
        batch +r c=8
        batch +c u=6,c=2; +m c=; +r c=; +p u=c,c=e; -r u=c,c=e
        batch +c u=b; -r u=b; -m c=; -c c=; +r u=a
        batch +p c=4; +p c=; +p c=; +n i=10.0.0.7; +n i=10.0.0.7
        all c=8 r; c=e,u=c p; c=4 p; u=6 m; u=5 c,r; c=d,u=5 p; c=c,u= c; i=10.0.0.3 n; c=2,u=6 c; i=10.0.0.6 n; i=10.0.0.7 n; c=a c; u=e r; c= r,p; u=b c; u=a r
        users c=c,u= c; c=2,u=6 c; c=e,u=c p; u=6 m; u=5 c,r; u=e r; c=d,u=5 p; u=b c; u=a r
        default-users c=c,u= c
        both
        ips i=10.0.0.3 n; i=10.0.0.6 n; i=10.0.0.7 n
        """)]
    [InlineData("""
        batch +p u=1; -m u=0,c=; +p u=0,c=; +n i=10.0.0.8; +n i=10.0.0.8
        batch +r c=; +p c=; -c u=,c=1; +c u=0,c=0; -c c=1
        batch +c c=0; +c c=0; -c c=0
        all i=10.0.0.8 n; c= r,p; c=,u=0 p; u=1 p; c=0,u=0 c
        users c=,u=0 p; u=1 p; c=0,u=0 c
        default-users
        both c=,u=0 p
        ips i=10.0.0.8 n
        """)]
    [InlineData("""
        batch +r u=9; +r u=9; +n i=10.0.0.3; +p u=1,c=1; +r u=1,c=1
        batch +c c=6; +m c=6; +m u=3; +p u=3; +p c=f; -r c=f
        batch +m u=; +c u=; +p c=g; +r c=g; -r u=9; -m u=9
        batch +n i=10.0.0.6
        batch +c c=; +p c=; +r u=3
        batch +r u=2,c=d
        batch +n i=10.0.0.4; +n i=10.0.0.1; +n i=10.0.0.4; +n i=10.0.0.4; -n i=10.0.0.7
        batch +m u=3; +r u=3; +c c=a; +m c=a
        batch +c c=; +n i=10.0.0.4
        batch +m u=6,c=5; -c u=6,c=5; +p c=b
        batch +m c=f; +m c=f; -c c=f; -p u=3; -r u=3
        all u=3 m; c=d,u=2 r; c=6 c,m; i=10.0.0.4 n; i=10.0.0.3 n; i=10.0.0.6 n; c=g r,p; c=a c,m; c=f m,p; u= c,m; c=5,u=6 m; c=1,u=1 r,p; c= c,p; i=10.0.0.1 n; c=b p
        users u=3 m; c=d,u=2 r; u= c,m; c=5,u=6 m; c=1,u=1 r,p
        default-users u= c,m
        both
        ips i=10.0.0.4 n; i=10.0.0.3 n; i=10.0.0.1 n; i=10.0.0.6 n
        """)]
    [InlineData("""
        batch +c c=2; +m c=2; +c c=2
        batch +n i=10.0.0.7; -m c=0; -m c=0
        batch +p u=,c=3; +n i=10.0.0.4; +p c=; +r c=0; +m c=0
        all i=10.0.0.4 n; c=3,u= p; c=0 m,r; c= p; c=2 c,m; i=10.0.0.7 n
        users c=3,u= p
        default-users c=3,u= p
        both
        ips i=10.0.0.4 n; i=10.0.0.7 n
        """)]
    [InlineData("""
        batch -m u=f; +c c=6
        batch +p c=g; +r u=2,c=8; +p u=3,c=1; +c u=3,c=1; +n i=10.0.0.0; +n i=10.0.0.0
        batch +m c=c; -p c=c
        batch +m c=i; +c c=i; +n i=10.0.0.0
        batch +c c=9; +r c=9
        batch +p c=3; +p c=h; +r u=g,c=7
        batch +r u=c
        batch +r c=g; +c c=9; -n i=10.0.0.2; +n i=10.0.0.2
        batch +p c=c; +r c=c; -c u=3; +p u=3; +c c=h; +n i=10.0.0.2; +n i=10.0.0.2
        batch -p u=,c=0
        batch +c u=; +m u=6; +r u=6; -r c=; +m c=; -n i=10.0.0.5; +n i=10.0.0.5
        all u=3 p; c=9 c,r; i=10.0.0.2 n; c=8,u=2 r; u=6 m,r; c=6 c; c=3 p; c=7,u=g r; u=c r; i=10.0.0.5 n; c=i c,m; c=h c,p; c=g p,r; c=1,u=3 c,p; i=10.0.0.0 n; c=c m,r,p; u= c; c= m
        users u=3 p; u=c r; c=8,u=2 r; u=6 m,r; c=1,u=3 c,p; u= c; c=7,u=g r
        default-users u= c
        both
        ips i=10.0.0.5 n; i=10.0.0.2 n; i=10.0.0.0 n
        """)]
    public void Quotas_and_their_entities_are_described_in_the_order_of_Apache_Kafka(string history)
    {
        var replayer = new MetadataReplayer(ClusterImage.Empty);
        foreach (var line in history.Split('\n'))
        {
            var (word, rest) = (line.Split(' ')[0], line[line.Split(' ')[0].Length..].Trim());
            if (word == "batch")
            {
                replayer.Replay(rest.Split("; ").Select(Change));
            }
            else
            {
                Assert.True(QuotaFilter.Find(replayer.Image, Filters[word], isStrict: false, out var found).IsSuccess);
                Assert.Equal((word, rest), (word, string.Join("; ", found.Select(Shortly))));
            }
        }
    }

    private static ClientQuotaRecord Change(string text)
    {
        var (quota, entity) = (text.Split(' ')[0], text.Split(' ')[1]);
        return new ClientQuotaRecord
        {
            Entity = [.. entity.Split(',').Select(part => new ClientQuotaRecord.EntityData { EntityType = Kinds[part[0]], EntityName = part.Length > 2 ? part[2..] : null })],
            Key = Keys[quota[1]],
            Value = 1,
            Remove = quota[0] == '-',
        };
    }

    private static string Shortly(KeyValuePair<QuotaEntity, JavaHashMap<string, double>> quotas) =>
        $"{string.Join(',', quotas.Key.Parts.Select(part => $"{part.Key[0]}={part.Value}"))} {string.Join(',', quotas.Value.Keys.Select(key => Keys.Single(known => known.Value == key).Key))}";
}

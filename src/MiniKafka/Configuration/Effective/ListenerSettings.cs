using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Effective;

/// <summary>
/// What the keys about listeners say together: which addresses are bound, for whom, what is told of them, and who the voters are.
/// Without <c>listeners</c> none is bound: brokers, and clients in the same process, reach each other in memory.
/// </summary>
internal sealed class ListenerSettings
{
    /// <summary>The listener at which a broker is reached within the process.</summary>
    public const string Memory = "MEMORY";

    /// <summary>The listener of the controllers when <c>controller.listener.names</c> gives none.</summary>
    public const string DefaultController = "CONTROLLER";

    private readonly BrokerConfigLayers _layers;

    public ListenerSettings(BrokerConfigLayers layers)
    {
        _layers = layers;
        Bound = ListenerAddress.ParseAll(Given("listeners"));
        Advertised = ListenerAddress.ParseAll(Given("advertised.listeners"));
        ControllerNames = [.. Given("controller.listener.names").Select(name => name.ToUpperInvariant())];
        Voters = VoterAddress.ParseAll(Given("controller.quorum.voters"));
    }

    /// <summary>The addresses to bind, those of controllers among them; empty when nothing is to be bound.</summary>
    public IReadOnlyList<ListenerAddress> Bound { get; }

    /// <summary>What is told instead of the bound addresses.</summary>
    public IReadOnlyList<ListenerAddress> Advertised { get; }

    public IReadOnlyList<string> ControllerNames { get; }

    /// <summary>The voters with their addresses, as far as they were given.</summary>
    public IReadOnlyList<VoterAddress> Voters { get; }

    /// <summary>The name that the controllers' listener has within the process and in the voters' record.</summary>
    public string ControllerName => ControllerNames.Count > 0 ? ControllerNames[0] : DefaultController;

    /// <summary>The listener over which brokers copy from each other.</summary>
    public string BetweenBrokers => _layers.Effective("inter.broker.listener.name")?.Trim().ToUpperInvariant() ?? Memory;

    /// <summary>The security protocol of a listener; null when none is named for it.</summary>
    public string? ProtocolOf(string listener)
    {
        foreach (var entry in ConfigText.SplitList(_layers.Effective("listener.security.protocol.map")!))
        {
            var colon = entry.LastIndexOf(':');
            if (entry[..colon].Trim().Equals(listener, StringComparison.OrdinalIgnoreCase))
            {
                return entry[(colon + 1)..].Trim().ToUpperInvariant();
            }
        }

        return ControllerNames.Contains(listener) && !_layers.Given.ContainsKey("listener.security.protocol.map") ? ListenerProblems.Plaintext : null;
    }

    public bool IsForControllers(ListenerAddress address) => ControllerNames.Contains(address.Name);

    /// <summary>What is told of a bound address; null tells where it is bound.</summary>
    public ListenerAddress? AdvertisedFor(ListenerAddress bound) => Advertised.FirstOrDefault(address => address.Name == bound.Name);

    private IReadOnlyList<string> Given(string key) => _layers.Given.TryGetValue(key, out var text) ? [.. ConfigText.SplitList(text).Where(entry => entry.Length > 0)] : [];
}

namespace MiniKafka.Model;

/// <summary>What an instrument of the meter `MiniKafka` measures. The tables of them are what the instruments and their reference are made from.</summary>
/// <param name="Name">Its name, after OpenTelemetry's conventions, or those of Kafka's own metrics there.</param>
/// <param name="Kind">How its values are to be read.</param>
/// <param name="Unit">The unit, in UCUM's notation.</param>
/// <param name="Description">What is measured, in a sentence.</param>
/// <param name="Tags">By what the values are told apart, besides cluster and broker.</param>
internal sealed record MetricDefinition(string Name, MetricKind Kind, string Unit, string Description, params string[] Tags);

/// <summary>How the values of an instrument are to be read.</summary>
internal enum MetricKind
{
    /// <summary>Only grows, from 0 on with each start of a broker.</summary>
    Counter,

    /// <summary>A value of the moment.</summary>
    Gauge,

    /// <summary>How values are distributed.</summary>
    Histogram,
}

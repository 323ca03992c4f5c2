namespace MiniKafka.SourceGeneration;

/// <summary>Writes the body of a Read method.</summary>
internal sealed class ReadEmitter(CodeWriter code, MessageShape shape)
{
    public void Emit(StructModel type)
    {
        code.Line($"var message = new {type.Name}();");
        foreach (var (versions, fields) in MessageShape.Groups(type))
        {
            var condition = shape.Condition(versions);
            if (condition.Length > 0)
            {
                code.Open($"if ({condition})");
            }

            fields.ForEach(EmitField);
            if (condition.Length > 0)
            {
                code.Close();
            }
        }

        EmitTags(MessageShape.Tagged(type));
        code.Line("return message;");
    }

    private void EmitTags(FieldModel[] tagged)
    {
        if (shape.NeverFlexible)
        {
            return;
        }

        if (!shape.AlwaysFlexible)
        {
            code.Open($"if ({shape.Compact})");
        }

        if (tagged.Length == 0)
        {
            code.Line("reader.SkipTags();");
        }
        else
        {
            EmitTagLoop(tagged);
        }

        if (!shape.AlwaysFlexible)
        {
            code.Close();
        }
    }

    private void EmitTagLoop(FieldModel[] tagged)
    {
        code.Open("for (var tags = reader.ReadUnsignedVarint(); tags > 0; tags--)");
        code.Line("var tag = reader.ReadUnsignedVarint();");
        code.Line("var length = reader.ReadTaggedLength();");
        code.Line("var after = reader.Remaining - length;");
        code.Open("switch (tag)");
        foreach (var field in tagged)
        {
            var condition = shape.Condition(field.Rules.Versions);
            code.Line($"case {field.Rules.Tag}{(condition.Length > 0 ? " when " + condition : "")}:");
            EmitField(field);
            code.Line("break;");
            if (condition.Length > 0)
            {
                code.Line($"case {field.Rules.Tag}:");
                code.Line($"throw ProtocolException.InvalidTag({shape.Name(field)}, tag, version);");
            }
        }

        code.Line("default:");
        code.Line("reader.Skip(length);");
        code.Line("break;");
        code.Close();
        code.Line();
        code.Line("reader.EndTagged(tag, after);");
        code.Close();
    }

    private void EmitField(FieldModel field)
    {
        if (field.IsList)
        {
            EmitList(field);
        }
        else if (field.Type == FieldType.Struct)
        {
            EmitSingleStruct(field);
        }
        else if (Method(field.Type, out var hasLength) is var method && !hasLength)
        {
            code.Line($"message.{field.Name} = reader.Read{method}();");
        }
        else
        {
            code.Line($"message.{field.Name} = {WithLength(field, method)};");
        }
    }

    private string WithLength(FieldModel field, string method)
    {
        var compact = shape.CompactOf(field);
        var never = $"reader.Read{method}({compact})";
        var maybe = $"reader.ReadNullable{method}({compact})";
        return !field.IsNullable ? never
            : MessageShape.NullCondition(field) is { Length: > 0 } condition ? $"{condition} ? {maybe} : {never}"
            : maybe;
    }

    private void EmitSingleStruct(FieldModel field)
    {
        var read = $"{shape.TypeName(field)}.Read(ref reader, version)";
        var tagged = field.Rules.Tag >= 0;
        if (!field.IsNullable || (tagged && !field.Rules.WireNull))
        {
            EmitPresentStruct(field, read);
            return;
        }

        var present = tagged ? "(int)reader.ReadUnsignedVarint() > 0" : "reader.ReadInt8() >= 0";
        var condition = MessageShape.NullCondition(field);
        present = condition.Length > 0 ? $"!({condition}) || {present}" : present;
        code.Open($"if ({present})");
        EmitPresentStruct(field, read);
        code.Close();
        code.Open("else");
        code.Line($"message.{field.Name} = null;");
        code.Close();
    }

    private void EmitPresentStruct(FieldModel field, string read)
    {
        code.Line($"reader.Charge({shape.ObjectMemory(field)});");
        code.Line($"message.{field.Name} = {read};");
    }

    private void EmitList(FieldModel field)
    {
        var arguments = $"({shape.CompactOf(field)}, {shape.MinElementBytes(field)}, {shape.ElementMemory(field)})";
        code.Open();
        if (!field.IsNullable)
        {
            code.Line($"var count = reader.ReadCount{arguments};");
            EmitElements(field);
            code.Close();
            return;
        }

        code.Line(MessageShape.NullCondition(field) is { Length: > 0 } condition
            ? $"var count = {condition} ? reader.ReadNullableCount{arguments} : reader.ReadCount{arguments};"
            : $"var count = reader.ReadNullableCount{arguments};");
        code.Open("if (count < 0)");
        code.Line($"message.{field.Name} = null;");
        code.Close();
        code.Open("else");
        EmitElements(field);
        code.Close();
        code.Close();
    }

    /// <summary>The list that the initializer made is filled; only a tagged field, which may come twice, gets a new one.</summary>
    private void EmitElements(FieldModel field)
    {
        var reuse = field is { Default.Length: > 0, Rules.Tag: < 0 };
        if (reuse)
        {
            code.Line($"var list = message.{field.Name}{(field.IsNullable ? "!" : "")};");
            code.Line("list.Capacity = count;");
        }
        else
        {
            code.Line($"reader.Charge({MessageShape.ListMemory});");
            code.Line($"var list = new List<{shape.TypeName(field)}>(count);");
        }

        code.Open("for (var i = 0; i < count; i++)");
        code.Line($"list.Add({Element(field)});");
        code.Close();
        if (!reuse)
        {
            code.Line($"message.{field.Name} = list;");
        }
    }

    private string Element(FieldModel field)
    {
        if (field.Type == FieldType.Struct)
        {
            return $"{shape.TypeName(field)}.Read(ref reader, version)";
        }

        var method = Method(field.Type, out var hasLength);
        return $"reader.Read{method}({(hasLength ? shape.CompactOf(field) : "")})";
    }

    private static string Method(FieldType type, out bool hasLength)
    {
        hasLength = type is FieldType.String or FieldType.Bytes or FieldType.Records;
        return type.ToString();
    }
}
